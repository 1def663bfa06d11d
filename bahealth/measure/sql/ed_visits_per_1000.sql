-- One row: emergency visits of residents of an area in the month and the residents on the 15th, with limits over people.
WITH person AS (
    SELECT month, comuna_id, resident_key, count(*) AS visits
    FROM emergency_visit
    WHERE comuna_id IS NOT NULL AND month BETWEEN $first_month AND $last_month
    GROUP BY ALL
),
-- Who moved within the month is one person for the city: the square of the sum, not the sum of the squares.
moved AS (
    SELECT month, sum(total * total - squares) AS more_squares
    FROM (
        SELECT person.month, sum(person.visits) AS total, sum(person.visits * person.visits) AS squares
        FROM person
        SEMI JOIN mover ON mover.resident_key = person.resident_key
        GROUP BY person.month, person.resident_key
    )
    GROUP BY month
),
visited AS (
    SELECT month, comuna_id, sum(visits) AS visits, CAST(sum(visits * visits) AS DOUBLE) AS squares
    FROM person
    GROUP BY month, comuna_id
),
area AS (
    SELECT
        coalesce(lived.comuna_id, 'city') AS area_id, lived.month, lived.people,
        coalesce(sum(visited.visits), 0) AS visits,
        coalesce(sum(visited.squares), 0)
            + CASE WHEN lived.comuna_id IS NULL THEN coalesce(any_value(moved.more_squares), 0) ELSE 0 END AS squares
    FROM (
        SELECT month, comuna_id, sum(people) AS people
        FROM population
        GROUP BY GROUPING SETS ((month), (month, comuna_id))
    ) AS lived
    LEFT JOIN visited
        ON visited.month = lived.month AND (lived.comuna_id IS NULL OR visited.comuna_id = lived.comuna_id)
    LEFT JOIN moved ON moved.month = lived.month
    WHERE lived.month BETWEEN $first_month AND $last_month
    GROUP BY lived.comuna_id, lived.month, lived.people
),
spread AS (
    SELECT
        *, visits / people AS rate,
        CASE WHEN people > 1
            THEN 1.959964 * sqrt(greatest(squares - visits * visits / people, 0) / (people - 1) / people)
        END AS half_width
    FROM area
)
SELECT
    area_id,
    month AS period_start,
    visits AS numerator,
    people AS denominator,
    CASE WHEN half_width IS NOT NULL THEN 1000 * greatest(rate - half_width, 0) END AS lower,
    1000 * (rate + half_width) AS upper
FROM spread
