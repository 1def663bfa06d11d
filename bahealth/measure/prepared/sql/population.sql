-- One row: residents of a comuna on the 15th of a month.
CREATE OR REPLACE TEMP TABLE population AS
WITH stretch AS (
    -- The first month whose 15th is not before a day is the month after that of 15 days earlier.
    SELECT
        comuna_id,
        greatest(date_trunc('month', from_on - 15) + INTERVAL 1 MONTH, $observed_from) AS from_month,
        least(date_trunc('month', until_on - 15) + INTERVAL 1 MONTH, $observed_until + 1) AS until_month,
        count(*) AS people
    FROM residence
    GROUP BY ALL
)
SELECT CAST(unnest(range(from_month, until_month, INTERVAL 1 MONTH)) AS DATE) AS month, comuna_id, people FROM stretch
