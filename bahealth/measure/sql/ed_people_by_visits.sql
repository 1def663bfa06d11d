-- One row: people of an area by number of emergency visits in the 12 months that end with the month, out of all of them.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    part,
    sum(amount) AS numerator,
    sum(sum(amount)) OVER (PARTITION BY month, grouping(comuna_id), comuna_id) AS denominator
FROM (
    SELECT month, comuna_id, CASE WHEN visits >= 10 THEN '10+' WHEN visits >= 6 THEN '6-9' WHEN visits >= 4 THEN '4-5' ELSE CAST(visits AS VARCHAR) END AS part, sum(people) AS amount
    FROM emergency_year
    GROUP BY ALL
)
GROUP BY GROUPING SETS ((month, part), (month, part, comuna_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL)
