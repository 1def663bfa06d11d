-- One row: residents of a comuna with one cover and one own team (or none) on the last day of the month.
CREATE OR REPLACE TEMP TABLE resident_team AS
WITH stretch AS (
    SELECT comuna_id, coverage, NULL AS team_id, NULL AS centre_id, from_on, until_on
    FROM residence
    UNION ALL
    SELECT comuna_id, coverage, team_id, centre_id, from_on, until_on
    FROM home_with_team
),
-- What holds on the last day of a month began in it or before and does not end in it.
counted AS (
    SELECT
        comuna_id, coverage, team_id, centre_id,
        greatest(date_trunc('month', from_on), $first_month) AS from_month,
        least(date_trunc('month', until_on), $last_month + INTERVAL 1 MONTH) AS until_month,
        count(*) AS people
    FROM stretch
    GROUP BY ALL
)
SELECT
    CAST(unnest(range(from_month, until_month, INTERVAL 1 MONTH)) AS DATE) AS month,
    comuna_id, coverage, team_id, centre_id, people
FROM counted
