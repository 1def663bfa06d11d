-- One row: a session as it stands.
SELECT body
FROM ops.session_version
WHERE $session_id IS NULL OR session_id = $session_id
QUALIFY row_number() OVER (PARTITION BY session_id ORDER BY version DESC) = 1
