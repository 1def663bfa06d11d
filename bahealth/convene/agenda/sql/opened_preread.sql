-- One row: a person who has opened the pre-read of a session.
SELECT person, opened_at
FROM ops.preread_opened
WHERE session_id = $session_id
ORDER BY opened_at, person
