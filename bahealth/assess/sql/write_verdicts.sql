-- One row: one verdict of a release; `release_row` is the table that the program registered.
INSERT INTO facts.verdict (release_number, indicator_id, area_id, body)
SELECT $release_number, $indicator_id, area_id, body FROM release_row
