-- One row: children of an area born in the month who were followed to an age in months, and those with six check-ups by it.
WITH child AS (
    SELECT
        birth.child_key, birth.born_on, CAST(date_trunc('month', birth.born_on) AS DATE) AS month,
        coalesce(list_reduce(coalesce(checkup.ages, []), lambda counted, age: CASE
            WHEN counted < 6000 AND (counted < 1000 OR age >= counted % 1000 + 14)
            THEN (counted // 1000 + 1) * 1000 + age
            ELSE counted
        END, CAST(0 AS BIGINT)), 0) AS counted
    FROM facts.current_birth AS birth
    LEFT JOIN checkup_day AS checkup ON checkup.child_key = birth.child_key
    WHERE birth.born_on BETWEEN $first_month AND last_day($last_month) AND birth.born_on >= $observed_from
),
followed AS (
    SELECT child.*, months, CAST(child.born_on + to_months(months) AS DATE) AS reached_on
    FROM child
    CROSS JOIN (SELECT CAST(unnest(range(13)) AS INTEGER) AS months) AS age
    WHERE CAST(last_day(child.born_on) + to_months(months) AS DATE) + 30 <= $observed_until
),
lived AS (
    SELECT
        followed.child_key, followed.month, followed.months,
        followed.counted >= 6000 AND followed.counted - 6000 <= followed.reached_on - followed.born_on AS has_six,
        max(home.comuna_id) FILTER (home.until_on > followed.reached_on) AS comuna_id,
        sum(
            least(home.until_on, followed.reached_on + 1)
            - greatest(home.from_on, least(followed.born_on + 31, followed.reached_on))
        ) = followed.reached_on + 1 - least(followed.born_on + 31, followed.reached_on) AS is_resident
    FROM followed
    JOIN residence AS home
        ON home.resident_key = followed.child_key
        AND home.from_on <= followed.reached_on
        AND home.until_on > least(followed.born_on + 31, followed.reached_on)
    WHERE NOT EXISTS (
        SELECT 1 FROM facts.current_death AS death
        WHERE death.resident_key = followed.child_key AND death.died_on <= followed.reached_on
    )
    GROUP BY followed.child_key, followed.month, followed.months, followed.counted, followed.born_on, followed.reached_on
)
SELECT
    CASE WHEN grouping(comuna_id) = 0 THEN comuna_id ELSE 'city' END AS area_id,
    month AS period_start,
    CAST(months AS VARCHAR) AS part,
    count(*) FILTER (has_six) AS numerator,
    count(*) AS denominator
FROM lived
WHERE is_resident
GROUP BY GROUPING SETS ((month, months), (month, months, comuna_id))
