-- One row: counts of an indicator in the city, a comuna or a place of care, added up over the newest twelve months that
-- were known at a cut-off.
WITH known AS (
    SELECT observation.area_id, observation.period_start, observation.numerator, observation.denominator,
           delivery.is_simulated
    FROM facts.observation AS observation
    JOIN ops.delivery AS delivery ON delivery.delivery_id = observation.delivery_id
    WHERE observation.indicator_id = $indicator_id AND observation.period_months = 1
      AND delivery.accepted_at <= $cutoff_at
      AND (observation.area_id = 'city' OR observation.area_id LIKE 'comuna-%' OR observation.area_id LIKE 'centre-%')
    QUALIFY row_number() OVER (
        PARTITION BY observation.area_id, observation.period_start
        ORDER BY delivery.accepted_at DESC, delivery.delivery_id DESC
    ) = 1
),
counted AS (SELECT * FROM known WHERE numerator IS NOT NULL),
newest AS (SELECT max(period_start) AS last_month FROM counted),
inside AS (
    SELECT counted.*
    FROM counted, newest
    WHERE counted.period_start > newest.last_month - INTERVAL 12 MONTH
)
SELECT
    area_id,
    (SELECT min(period_start) FROM inside) AS first_month,
    (SELECT max(period_start) FROM inside) AS last_month,
    CAST(count(*) AS INTEGER) AS month_count,
    sum(numerator) AS numerator,
    sum(denominator) AS denominator,
    bool_or(is_simulated) AS is_simulated
FROM inside
GROUP BY area_id
ORDER BY area_id;
