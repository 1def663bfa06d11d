-- One row: primary-care visits of the month at the centres of an area, at one centre, or by one team.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        WHEN grouping(team_id) = 0 THEN 'team-' || team_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    sum(visit_count) AS numerator,
    NULL AS denominator
FROM primary_care_count
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id), (month, team_id))
HAVING grouping(team_id) = 1 OR team_id IS NOT NULL
