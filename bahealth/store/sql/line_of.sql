-- One row: number and seal of the newest line of a command about a subject.
SELECT line_number, line_hash
FROM ops.audit
WHERE subject = $subject AND command = $command
ORDER BY line_number DESC
LIMIT 1
