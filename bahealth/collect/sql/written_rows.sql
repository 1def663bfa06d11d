-- One count: the rows of a delivery that are in place, accepted or not.
SELECT count(*) AS row_count FROM facts.observation WHERE delivery_id = $delivery_id
