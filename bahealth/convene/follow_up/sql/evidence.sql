-- One row: a thing that happened to a commitment with the file that came with it.
SELECT body, content
FROM ops.commitment_event
WHERE event_id = $event_id
