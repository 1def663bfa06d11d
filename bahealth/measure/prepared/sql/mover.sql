-- One row: a person who has lived in more than one comuna.
CREATE OR REPLACE TEMP TABLE mover AS
SELECT resident_key FROM residence GROUP BY resident_key HAVING min(comuna_id) <> max(comuna_id)
