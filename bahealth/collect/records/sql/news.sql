-- One delivered row, from a first day on and before another, that says something new: not yet known, other than before, or a
-- withdrawal of what is in force.
SELECT CAST($delivery_number AS INTEGER) AS delivery_number, delivered.* EXCLUDE (first_on, last_on, is_wrong, said)
FROM delivered_row AS delivered
LEFT JOIN met_row AS met USING (record_key)
WHERE CASE WHEN delivered.is_withdrawn THEN met.record_key IS NOT NULL ELSE met.is_same IS NOT true END
  AND coalesce(delivered.first_on, DATE '1900-01-01') >= $first_on
  AND coalesce(delivered.first_on, DATE '1900-01-01') < $before_on
ORDER BY delivered.first_on
