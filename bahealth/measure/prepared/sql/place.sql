-- One row: a centre with the kind and comuna of its newest record.
CREATE OR REPLACE TEMP TABLE place AS
SELECT centre_id, max_by(kind, from_on) AS kind, max_by(comuna_id, from_on) AS comuna_id
FROM facts.current_centre
GROUP BY centre_id
