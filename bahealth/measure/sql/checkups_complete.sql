-- One row: children of an area whose first birthday is in the month, and those with all check-ups of their schedule.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        WHEN grouping(team_id) = 0 THEN 'team-' || team_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    count(*) FILTER (scheduled_count >= required) AS numerator,
    count(*) AS denominator
FROM birthday_child
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id), (month, team_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL) AND (grouping(team_id) = 1 OR team_id IS NOT NULL)
