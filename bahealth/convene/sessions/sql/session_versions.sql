-- One row: a version of a session, oldest first.
SELECT version, body, made_at, made_by
FROM ops.session_version
WHERE session_id = $session_id
ORDER BY version
