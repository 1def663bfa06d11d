-- One row: children of an area whose first birthday is in the month with one number of check-ups, out of all of them.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        WHEN grouping(team_id) = 0 THEN 'team-' || team_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    part,
    sum(amount) AS numerator,
    sum(sum(amount)) OVER (PARTITION BY month, grouping(comuna_id), comuna_id, grouping(centre_id), centre_id, grouping(team_id), team_id) AS denominator
FROM (
    SELECT month, comuna_id, centre_id, team_id, CAST(scheduled_count AS VARCHAR) AS part, count(*) AS amount
    FROM birthday_child
    GROUP BY ALL
)
GROUP BY GROUPING SETS ((month, part), (month, part, comuna_id), (month, part, centre_id), (month, part, team_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL) AND (grouping(team_id) = 1 OR team_id IS NOT NULL)
