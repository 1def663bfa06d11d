-- One row: an accepted delivery of openings or travel times, newest first.
SELECT delivery.delivery_id, record.record_kind, delivery.accepted_at, delivery.is_simulated
FROM ops.record_delivery AS record
JOIN ops.delivery AS delivery ON delivery.delivery_id = record.delivery_id
WHERE record.record_kind IN ('openings', 'travel_times')
ORDER BY delivery.accepted_at DESC, delivery.delivery_id DESC
