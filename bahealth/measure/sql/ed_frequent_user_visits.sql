-- One row: emergency visits by people of an area in the 12 months that end with the month, and those by people with four or more.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    coalesce(sum(people * visits) FILTER (visits >= 4), 0) AS numerator,
    sum(people * visits) AS denominator
FROM emergency_year
GROUP BY GROUPING SETS ((month), (month, comuna_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL)
