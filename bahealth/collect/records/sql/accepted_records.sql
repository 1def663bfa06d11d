-- One accepted delivery of records, newest first, optionally of one kind.
SELECT
    record.delivery_number, record.record_kind, delivery.delivery_id, delivery.source_id, delivery.content_hash,
    delivery.is_simulated, delivery.accepted_at
FROM ops.record_delivery AS record
JOIN ops.delivery AS delivery USING (delivery_id)
WHERE $record_kind IS NULL OR record.record_kind = $record_kind
ORDER BY delivery.accepted_at DESC, delivery.delivery_id DESC
