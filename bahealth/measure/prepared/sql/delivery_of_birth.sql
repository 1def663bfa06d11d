-- One row: a mother on the day of a birth in a public hospital, with her visits before and after; twins are one row.
CREATE OR REPLACE TEMP TABLE delivery_of_birth AS
WITH mother AS (
    SELECT
        mother_key, born_on, max(gestation_weeks) AS weeks, max(discharged_on) AS discharged_on,
        born_on - 7 * coalesce(max(gestation_weeks), 40) AS begun_on
    FROM facts.current_birth
    WHERE born_on BETWEEN $first_month AND last_day($last_month)
    GROUP BY mother_key, born_on
    HAVING count(centre_id) > 0
),
placed AS (
    SELECT mother.*, CAST(date_trunc('month', mother.born_on) AS DATE) AS month, home.comuna_id
    FROM mother
    JOIN residence AS home
        ON home.resident_key = mother.mother_key AND mother.born_on >= home.from_on AND mother.born_on < home.until_on
),
seen AS (
    SELECT
        placed.mother_key, placed.born_on,
        count(DISTINCT visit.occurred_on) FILTER (visit.kind = 'prenatal' AND visit.occurred_on < placed.born_on)
            AS prenatal_days,
        min(visit.occurred_on) FILTER (visit.kind = 'prenatal') - any_value(placed.begun_on) AS first_prenatal_day,
        bool_or(
            visit.kind = 'postpartum' AND visit.occurred_on > placed.born_on
            AND visit.occurred_on >= coalesce(placed.discharged_on, placed.born_on)
        ) AS has_postpartum
    FROM placed
    JOIN facts.current_visit AS visit
        ON visit.resident_key = placed.mother_key
        AND visit.occurred_on BETWEEN placed.begun_on AND placed.born_on + 42
        AND (visit.kind = 'postpartum' OR visit.occurred_on <= placed.born_on)
    WHERE visit.kind IN ('prenatal', 'postpartum')
      AND visit.occurred_on BETWEEN $first_month - 315 AND last_day($last_month) + 42
    GROUP BY placed.mother_key, placed.born_on
)
SELECT
    placed.month, placed.comuna_id, listed.centre_id, listed.team_id, placed.weeks,
    coalesce(seen.prenatal_days, 0) AS prenatal_days,
    seen.first_prenatal_day,
    coalesce(seen.has_postpartum, false) AS has_postpartum
FROM placed
LEFT JOIN own_team AS listed
    ON listed.resident_key = placed.mother_key
    AND placed.born_on >= listed.from_on AND placed.born_on < listed.until_on
LEFT JOIN seen ON seen.mother_key = placed.mother_key AND seen.born_on = placed.born_on
