-- One row: emergency visits of residents of an area, or to a hospital, with a triage level, and those of level 4 or 5.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    count(*) FILTER (triage_level >= 4) AS numerator,
    count(*) AS denominator
FROM emergency_visit
WHERE comuna_id IS NOT NULL AND triage_level IS NOT NULL AND month BETWEEN $first_month AND $last_month
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL)
