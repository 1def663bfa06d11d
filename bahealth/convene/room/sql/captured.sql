-- One row: a captured line as it stands, in the order in which each was first written.
WITH newest AS (
    SELECT capture_id, body, first_value(made_at) OVER (PARTITION BY capture_id ORDER BY version) AS first_at, version,
           max(version) OVER (PARTITION BY capture_id) AS last_version
    FROM ops.captured_version
    WHERE ($session_id IS NULL OR session_id = $session_id) AND ($capture_id IS NULL OR capture_id = $capture_id)
)
SELECT body
FROM newest
WHERE version = last_version
ORDER BY first_at, capture_id
