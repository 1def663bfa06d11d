-- One row: one line of the audit with its seal, in order, from after a number on.
SELECT line_number, written_at, actor, command, subject, before, after, reason, line_hash
FROM ops.audit
WHERE line_number > $after
ORDER BY line_number
LIMIT $count
