-- One row: the story behind a row of a session as it stands.
SELECT body
FROM ops.story_version
WHERE $session_id IS NULL OR session_id = $session_id
QUALIFY row_number() OVER (PARTITION BY session_id, indicator_id, area_id ORDER BY version DESC) = 1
ORDER BY session_id, indicator_id, area_id
