-- One row: people of a comuna with a number of unscheduled emergency visits in the 12 months that end with the month.
CREATE OR REPLACE TEMP TABLE emergency_year AS
WITH visited AS (
    SELECT resident_key, CAST(12 * year(month) + month(month) AS INTEGER) AS month_number
    FROM emergency_visit
    WHERE comuna_id IS NOT NULL AND NOT is_scheduled AND month <= $last_month
),
-- The number of visits in the window changes when a visit comes in and, twelve months later, goes out again. Of the
-- changes of one month all are summed, and only the last has a stretch of months before the next change.
change AS (
    SELECT resident_key, month_number, CAST(1 AS INTEGER) AS visits FROM visited
    UNION ALL
    SELECT resident_key, CAST(month_number + 12 AS INTEGER), CAST(-1 AS INTEGER) FROM visited
),
stretch AS (
    SELECT
        resident_key, month_number AS from_month,
        lead(month_number) OVER person AS until_month,
        sum(visits) OVER (person RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS visits
    FROM change
    WINDOW person AS (PARTITION BY resident_key ORDER BY month_number)
),
-- A residence holds on the last day of the months from that of `from_on` to before that of `until_on`.
home AS (
    SELECT
        stretch.visits, residence.comuna_id,
        greatest(
            stretch.from_month, 12 * year(residence.from_on) + month(residence.from_on),
            12 * year($first_month) + month($first_month)
        ) AS from_month,
        least(
            stretch.until_month, 12 * year(residence.until_on) + month(residence.until_on),
            12 * year($last_month) + month($last_month) + 1
        ) AS until_month
    FROM stretch
    JOIN residence ON residence.resident_key = stretch.resident_key
    WHERE stretch.visits > 0 AND stretch.from_month < stretch.until_month
      AND stretch.from_month <= 12 * year($last_month) + month($last_month)
      AND stretch.until_month > 12 * year($first_month) + month($first_month)
),
by_stretch AS (
    SELECT comuna_id, visits, from_month, until_month, count(*) AS people
    FROM home
    WHERE from_month < until_month
    GROUP BY ALL
)
SELECT
    make_date((month_number - 1) // 12, (month_number - 1) % 12 + 1, 1) AS month, comuna_id, visits, sum(people) AS people
FROM (
    SELECT comuna_id, visits, people, unnest(range(from_month, until_month)) AS month_number
    FROM by_stretch
)
GROUP BY ALL
