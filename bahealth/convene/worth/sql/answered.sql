-- One row: a person who has answered about a session; not what.
SELECT person
FROM ops.worth_answered
WHERE session_id = $session_id
ORDER BY person
