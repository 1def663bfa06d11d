-- One row: a delivery accepted between two instants, oldest first.
SELECT delivery_id, source_id, row_count, is_simulated, accepted_at, accepted_by
FROM ops.delivery
WHERE accepted_at > $after_at AND accepted_at <= $until_at
ORDER BY accepted_at, delivery_id
