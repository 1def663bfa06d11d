-- One row: one place of care as its newest record names it.
SELECT centre_id, name, kind, comuna_id
FROM facts.current_centre
QUALIFY row_number() OVER (PARTITION BY centre_id ORDER BY from_on DESC, record_key DESC) = 1
ORDER BY centre_id;
