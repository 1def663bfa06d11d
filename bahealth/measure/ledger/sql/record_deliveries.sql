-- One row: an accepted delivery of records of people or of what they were seen at, newest first.
SELECT
    record.delivery_number, record.delivery_id, record.record_kind, delivery.source_id, delivery.row_count,
    record.withdrawn_count, record.replaced_count, delivery.is_simulated, delivery.accepted_at, delivery.accepted_by
FROM ops.record_delivery AS record
JOIN ops.delivery AS delivery ON delivery.delivery_id = record.delivery_id
WHERE record.record_kind NOT IN ('openings', 'travel_times')
ORDER BY delivery.accepted_at DESC, record.delivery_number
