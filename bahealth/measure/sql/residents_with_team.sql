-- One row: residents of an area with public cover alone on the last day of the month, and those with an own team.
SELECT
    CASE WHEN grouping(comuna_id) = 0 THEN comuna_id ELSE 'city' END AS area_id,
    month AS period_start,
    coalesce(sum(people) FILTER (team_id IS NOT NULL), 0) AS numerator,
    sum(people) FILTER (team_id IS NULL) AS denominator
FROM resident_team
WHERE coverage = 'public'
GROUP BY GROUPING SETS ((month), (month, comuna_id))
