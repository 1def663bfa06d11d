-- One row: unscheduled emergency visits of residents discharged home, by area or hospital, and those followed by another.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    count(*) FILTER (next_at IS NOT NULL) AS numerator,
    count(*) AS denominator
FROM (
    SELECT
        month, comuna_id, centre_id, is_sent_home,
        min(occurred_at) OVER (
            PARTITION BY resident_key ORDER BY occurred_at
            RANGE BETWEEN INTERVAL 1 MICROSECOND FOLLOWING AND INTERVAL 72 HOUR FOLLOWING
        ) AS next_at
    FROM emergency_visit
    WHERE NOT is_scheduled AND month >= $first_month
)
WHERE comuna_id IS NOT NULL AND is_sent_home AND month <= $last_month
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id))
HAVING (grouping(centre_id) = 1 OR centre_id IS NOT NULL)
