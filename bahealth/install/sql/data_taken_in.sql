-- The fingerprint of the data folder that this store last took in; no row where it began empty.
SELECT after AS fingerprint
FROM ops.audit
WHERE command = 'TakeInData'
ORDER BY line_number DESC
LIMIT 1;
