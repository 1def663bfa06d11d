-- One row: residents of a comuna with one cover and one own team (or none) on the last day of the month.
CREATE OR REPLACE TEMP TABLE resident_team AS
-- What holds on the last day of a month began in it or before and does not end in it; months are counted from year 0.
WITH stretch AS (
    SELECT
        comuna_id, coverage, NULL AS team_id, NULL AS centre_id,
        12 * year(from_on) + month(from_on) AS from_month, 12 * year(until_on) + month(until_on) AS until_month,
        count(*) AS people
    FROM residence
    GROUP BY ALL
    UNION ALL
    SELECT
        comuna_id, coverage, team_id, centre_id,
        12 * year(from_on) + month(from_on), 12 * year(until_on) + month(until_on),
        count(*)
    FROM home_with_team
    GROUP BY ALL
),
counted AS (
    SELECT
        comuna_id, coverage, team_id, centre_id, people,
        greatest(from_month, 12 * year($first_month) + month($first_month)) AS from_month,
        least(until_month, 12 * year($last_month) + month($last_month) + 1) AS until_month
    FROM stretch
)
SELECT
    make_date((month_number - 1) // 12, (month_number - 1) % 12 + 1, 1) AS month,
    comuna_id, coverage, team_id, centre_id, people
FROM (
    SELECT comuna_id, coverage, team_id, centre_id, people, unnest(range(from_month, until_month)) AS month_number
    FROM counted
)
