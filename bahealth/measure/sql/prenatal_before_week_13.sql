-- One row: deliveries of residents of an area in the month in public hospitals, and those first seen before week 13.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        WHEN grouping(team_id) = 0 THEN 'team-' || team_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    count(*) FILTER (weeks IS NOT NULL AND first_prenatal_day < 91) AS numerator,
    count(*) AS denominator
FROM delivery_of_birth
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id), (month, team_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL) AND (grouping(team_id) = 1 OR team_id IS NOT NULL)
