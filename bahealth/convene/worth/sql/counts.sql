-- One row: how many answered about a session, and how many of them that it was worth their time.
SELECT session_id, worth_count, answer_count
FROM ops.worth_count
WHERE $session_id IS NULL OR session_id = $session_id
ORDER BY session_id
