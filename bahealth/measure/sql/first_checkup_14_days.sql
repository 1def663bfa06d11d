-- One row: children of an area born in the month, and those with a check-up from discharge to the 14th day of life.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        WHEN grouping(team_id) = 0 THEN 'team-' || team_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    count(*) FILTER (has_checkup) AS numerator,
    count(*) AS denominator
FROM (
    SELECT
        CAST(date_trunc('month', child.born_on) AS DATE) AS month, home.comuna_id, listed.centre_id, listed.team_id,
        coalesce(
            len(list_filter(
                checkup.ages,
                lambda age: age BETWEEN coalesce(child.discharged_on - child.born_on, 0) AND 14
            )) > 0,
            false
        ) AS has_checkup
    FROM facts.current_birth AS child
    JOIN residence AS home
        ON home.resident_key = child.child_key
        AND child.born_on + 14 >= home.from_on AND child.born_on + 14 < home.until_on
    LEFT JOIN own_team AS listed
        ON listed.resident_key = child.child_key
        AND child.born_on + 14 >= listed.from_on AND child.born_on + 14 < listed.until_on
    LEFT JOIN checkup_day AS checkup ON checkup.child_key = child.child_key
    WHERE child.born_on BETWEEN $first_month AND last_day($last_month)
      AND child.born_on >= $observed_from
      AND (child.discharged_on IS NULL OR child.discharged_on < child.born_on + 14)
      AND NOT EXISTS (
        SELECT 1 FROM facts.current_death AS death
        WHERE death.resident_key = child.child_key AND death.died_on <= child.born_on + 14
    )
)
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id), (month, team_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL) AND (grouping(team_id) = 1 OR team_id IS NOT NULL)
