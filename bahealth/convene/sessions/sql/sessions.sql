-- One row: a session as it stands, or as it stood at an instant.
SELECT body
FROM ops.session_version
WHERE ($session_id IS NULL OR session_id = $session_id) AND ($known_at IS NULL OR made_at <= $known_at)
QUALIFY row_number() OVER (PARTITION BY session_id ORDER BY version DESC) = 1
