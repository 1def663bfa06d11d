-- One row: teams of an area (or one team) active on the last day of the month, and the residents on their lists.
WITH active AS (
    SELECT team.team_id, place.comuna_id, CAST(month AS DATE) AS month
    FROM facts.current_team AS team
    LEFT JOIN place ON place.centre_id = team.centre_id
    CROSS JOIN unnest(range($first_month, $last_month + INTERVAL 1 MONTH, INTERVAL 1 MONTH)) AS due(month)
    WHERE team.from_on <= last_day(month) AND (team.until_on IS NULL OR team.until_on > last_day(month))
),
listed AS (
    SELECT month, team_id, sum(people) AS people FROM resident_team WHERE team_id IS NOT NULL GROUP BY month, team_id
)
SELECT
    CASE
        WHEN grouping(active.comuna_id) = 0 THEN active.comuna_id
        WHEN grouping(active.team_id) = 0 THEN 'team-' || active.team_id
        ELSE 'city'
    END AS area_id,
    active.month AS period_start,
    coalesce(sum(listed.people), 0) AS numerator,
    count(*) AS denominator
FROM active
LEFT JOIN listed ON listed.month = active.month AND listed.team_id = active.team_id
GROUP BY GROUPING SETS ((active.month), (active.month, active.comuna_id), (active.month, active.team_id))
HAVING grouping(active.comuna_id) = 1 OR active.comuna_id IS NOT NULL
