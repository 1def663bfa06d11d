-- One row: number and seal of the newest line of the audit.
SELECT line_number, line_hash
FROM ops.audit
WHERE line_number = (SELECT max(line_number) FROM ops.audit)
