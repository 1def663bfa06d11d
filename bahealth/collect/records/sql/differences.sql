-- One count of each way in which the rows of a delivery differ from the records in force.
SELECT
    count(*) AS row_count,
    count(*) FILTER (WHERE NOT delivered.is_withdrawn AND met.record_key IS NULL) AS new_count,
    count(*) FILTER (WHERE NOT delivered.is_withdrawn AND NOT met.is_same) AS changed_count,
    count(*) FILTER (WHERE delivered.is_withdrawn AND met.record_key IS NOT NULL) AS withdrawn_count
FROM delivered_row AS delivered
LEFT JOIN met_row AS met USING (record_key)
