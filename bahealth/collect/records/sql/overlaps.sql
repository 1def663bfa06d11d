-- One pair of records of one person or place that follow one another and hold on one day, as their keys.
SELECT before_key, record_key
FROM (
    SELECT
        record_key, first_on,
        lag(record_key) OVER stretch AS before_key,
        lag(coalesce(last_on, DATE '9999-12-31')) OVER stretch AS held_until
    FROM spell_row
    WINDOW stretch AS (PARTITION BY subject ORDER BY first_on, record_key)
)
WHERE first_on < held_until
ORDER BY before_key, record_key
LIMIT 101
