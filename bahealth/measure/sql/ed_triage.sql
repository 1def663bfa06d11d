-- One row: emergency visits of residents of an area, or to a hospital, with one triage level, out of all of them.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    part,
    sum(amount) AS numerator,
    sum(sum(amount)) OVER (PARTITION BY month, grouping(comuna_id), comuna_id, grouping(centre_id), centre_id) AS denominator
FROM (
    SELECT month, comuna_id, centre_id, coalesce(CAST(triage_level AS VARCHAR), 'none') AS part, count(*) AS amount
    FROM emergency_visit
    WHERE comuna_id IS NOT NULL AND month BETWEEN $first_month AND $last_month
    GROUP BY ALL
)
GROUP BY GROUPING SETS ((month, part), (month, part, comuna_id), (month, part, centre_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL)
