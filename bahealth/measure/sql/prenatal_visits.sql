-- One row: deliveries of an area in the month with one number of prenatal visits, out of all of them.
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
    SELECT month, comuna_id, CASE WHEN prenatal_days >= 10 THEN '10+' ELSE CAST(prenatal_days AS VARCHAR) END AS part, count(*) AS amount
    FROM delivery_of_birth
    GROUP BY ALL
)
GROUP BY GROUPING SETS ((month, part), (month, part, comuna_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL)
