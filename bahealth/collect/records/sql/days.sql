-- One day on which delivered records happen or begin, with how many; no day for records without one.
SELECT first_on, count(*) AS row_count
FROM delivered_row
GROUP BY first_on
ORDER BY first_on NULLS FIRST
