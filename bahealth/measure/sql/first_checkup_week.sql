-- One row: children of an area whose first birthday is in the month, by age in weeks at the first check-up, out of all of them.
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
    SELECT month, comuna_id, coalesce(CAST(first_age_days // 7 AS VARCHAR), 'none') AS part, count(*) AS amount
    FROM birthday_child
    GROUP BY ALL
)
GROUP BY GROUPING SETS ((month, part), (month, part, comuna_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL)
