-- One row: a person who has lived in another comuna than at first.
CREATE OR REPLACE TEMP TABLE mover AS
SELECT DISTINCT resident_key FROM residence WHERE is_elsewhere
