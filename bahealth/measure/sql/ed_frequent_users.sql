-- One row: people of an area with an emergency visit in the 12 months that end with the month, and those with four or more.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    coalesce(sum(people) FILTER (visits >= 4), 0) AS numerator,
    sum(people) AS denominator
FROM emergency_year
GROUP BY GROUPING SETS ((month), (month, comuna_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL)
