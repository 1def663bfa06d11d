-- One row: one thing that happened to a commitment, in order.
SELECT commitment_id, body
FROM ops.commitment_event
WHERE ($commitment_id IS NULL OR commitment_id = $commitment_id) AND ($known_at IS NULL OR made_at <= $known_at)
ORDER BY commitment_id, event_number
