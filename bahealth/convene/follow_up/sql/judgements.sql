-- One row: what was said of a commitment at its effect date.
SELECT commitment_id, release_number, body, judged_at
FROM ops.judgement
ORDER BY judged_at, commitment_id
