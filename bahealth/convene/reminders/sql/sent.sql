-- One row: a reminder that was sent, or that somebody had begun to send.
SELECT subject_kind, subject_id, occasion, person, sent_at
FROM ops.reminder
ORDER BY sent_at, subject_kind, subject_id, occasion, person
