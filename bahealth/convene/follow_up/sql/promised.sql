-- One row: a commitment of a closed session as it was read back, with the instant at which the session closed.
WITH session AS (
    SELECT session_id, body
    FROM ops.session_version
    QUALIFY row_number() OVER (PARTITION BY session_id ORDER BY version DESC) = 1
),
captured AS (
    SELECT capture_id, session_id, body
    FROM ops.captured_version
    QUALIFY row_number() OVER (PARTITION BY capture_id ORDER BY version DESC) = 1
)
SELECT captured.body, CAST(json_extract_string(session.body, '$.closed_at') AS TIMESTAMP) AS promised_at,
       json_extract_string(session.body, '$.series_id') AS series_id
FROM captured
JOIN session ON session.session_id = captured.session_id
WHERE json_extract_string(session.body, '$.state') IN ('closed', 'signed')
  AND json_extract_string(captured.body, '$.kind') = 'commitment'
  AND json_extract_string(captured.body, '$.is_struck') = 'false'
  AND ($session_id IS NULL OR captured.session_id = $session_id)
  AND ($commitment_id IS NULL OR captured.capture_id = $commitment_id)
ORDER BY captured.capture_id
