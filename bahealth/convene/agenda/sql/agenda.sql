-- One row: the agenda of a session at a version, the newest when none is given.
SELECT body
FROM ops.agenda_version
WHERE session_id = $session_id AND ($version IS NULL OR version = $version)
ORDER BY version DESC
LIMIT 1
