-- One row: what a line captured in a session is, as it stands now: decision, commitment or question.
SELECT json_extract_string(body, '$.kind') AS kind, json_extract_string(body, '$.is_struck') = 'true' AS is_struck
FROM ops.captured_version
WHERE capture_id = $capture_id
ORDER BY version DESC
LIMIT 1
