-- One row: scheduled primary-care visits of residents with an own team, by area, centre or team, and those with that team.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        WHEN grouping(team_id) = 0 THEN 'team-' || team_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    sum(own_visits) AS numerator,
    sum(visits) AS denominator
FROM (
    SELECT
        CAST(date_trunc('month', visit.occurred_on) AS DATE) AS month, listed.comuna_id, listed.centre_id, listed.team_id,
        count(*) FILTER (visit.team_id = listed.team_id) AS own_visits,
        count(*) AS visits
    FROM facts.current_visit AS visit
    JOIN home_with_team AS listed
        ON listed.resident_key = visit.resident_key
        AND visit.occurred_on >= listed.from_on AND visit.occurred_on < listed.until_on
    SEMI JOIN (SELECT centre_id FROM place WHERE kind <> 'hospital') AS open ON open.centre_id = visit.centre_id
    WHERE visit.is_scheduled AND visit.kind <> 'emergency'
      AND visit.occurred_on BETWEEN $first_month AND last_day($last_month)
    GROUP BY ALL
)
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id), (month, team_id))
