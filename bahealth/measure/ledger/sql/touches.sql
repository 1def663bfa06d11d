-- One row: months about which a delivery that a run did not read says something new; without a run, of every delivery.
SELECT touch.record_kind, touch.first_month, touch.last_month
FROM ops.record_touch AS touch
JOIN ops.record_delivery AS accepted ON accepted.delivery_number = touch.delivery_number
WHERE touch.delivery_number NOT IN (SELECT delivery_number FROM ops.measured_delivery WHERE run_id = $run_id)
