-- One row: residents of a comuna on the 15th of a month.
CREATE OR REPLACE TEMP TABLE population AS
-- The first month whose 15th is not before a day is the month after that of 15 days earlier; months are counted from
-- year 0, which is much cheaper than days for so many people.
WITH stretch AS (
    SELECT
        comuna_id,
        12 * year(from_on - 15) + month(from_on - 15) + 1 AS from_month,
        12 * year(until_on - 15) + month(until_on - 15) + 1 AS until_month,
        count(*) AS people
    FROM residence
    GROUP BY ALL
),
counted AS (
    SELECT
        comuna_id, people,
        greatest(from_month, 12 * year($observed_from) + month($observed_from)) AS from_month,
        least(until_month, 12 * year($observed_until) + month($observed_until) + 1) AS until_month
    FROM stretch
)
SELECT
    make_date((month_number - 1) // 12, (month_number - 1) % 12 + 1, 1) AS month, comuna_id,
    CAST(sum(people) AS BIGINT) AS people
FROM (SELECT comuna_id, people, unnest(range(from_month, until_month)) AS month_number FROM counted)
GROUP BY ALL
