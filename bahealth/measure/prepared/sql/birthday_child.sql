-- One row: a child of a birthday cohort (docs/measures.md) with its check-ups; counts are packed as 1000 x count + age.
CREATE OR REPLACE TEMP TABLE birthday_child AS
WITH child AS (
    SELECT
        birth.child_key, birth.born_on,
        CAST(birth.born_on + INTERVAL 1 YEAR AS DATE) AS birthday_on
    FROM facts.current_birth AS birth
    WHERE birth.born_on >= $observed_from
      AND birth.born_on BETWEEN $first_month - 400 AND $last_month
),
in_cohort AS (
    SELECT child.*, CAST(date_trunc('month', child.birthday_on) AS DATE) AS month
    FROM child
    WHERE date_trunc('month', child.birthday_on) BETWEEN $first_month AND $last_month
),
lived AS (
    SELECT
        child.child_key,
        sum(least(home.until_on, child.birthday_on + 1) - greatest(home.from_on, child.born_on + 31)) AS days,
        max(home.comuna_id) FILTER (home.until_on > child.birthday_on) AS comuna_id
    FROM in_cohort AS child
    JOIN residence AS home
        ON home.resident_key = child.child_key
        AND home.from_on <= child.birthday_on
        AND home.until_on > child.born_on + 31
    GROUP BY child.child_key
)
SELECT
    child.child_key, child.month, lived.comuna_id, listed.centre_id, listed.team_id, schedule.required,
    coalesce(list_reduce(coalesce(checkup.ages, []), lambda counted, age: CASE
        WHEN counted < 1000
            OR age >= counted % 1000 + CASE
                WHEN age <= schedule.newborn_days THEN schedule.newborn_days_apart ELSE schedule.days_apart
            END
        THEN (counted // 1000 + 1) * 1000 + age
        ELSE counted
    END, CAST(0 AS BIGINT)), 0) // 1000 AS scheduled_count,
    coalesce(list_reduce(coalesce(checkup.ages, []), lambda counted, age: CASE
        WHEN counted < 1000 OR age >= counted % 1000 + 14 THEN (counted // 1000 + 1) * 1000 + age ELSE counted
    END, CAST(0 AS BIGINT)), 0) // 1000 AS spaced_count,
    checkup.ages[1] AS first_age_days
FROM in_cohort AS child
JOIN lived ON lived.child_key = child.child_key AND lived.days = child.birthday_on - child.born_on - 30
JOIN own_team AS listed
    ON listed.resident_key = child.child_key
    AND child.birthday_on >= listed.from_on AND child.birthday_on < listed.until_on
JOIN schedule ON child.born_on >= schedule.from_on AND child.born_on < schedule.until_on
LEFT JOIN checkup_day AS checkup ON checkup.child_key = child.child_key
WHERE NOT EXISTS (
    SELECT 1 FROM facts.current_death AS death
    WHERE death.resident_key = child.child_key AND death.died_on <= child.birthday_on
)
