-- One fingerprint: that of the secret with which the keys in the store were hashed.
SELECT after AS fingerprint FROM ops.audit WHERE command = 'BindSecret' ORDER BY line_number LIMIT 1
