-- One period of an indicator at one level of areas: how many areas have a value, and since when the first.
SELECT
    observation.indicator_id,
    split_part(observation.area_id, '-', 1) AS level,
    observation.period_start,
    observation.period_months,
    CAST(count(DISTINCT observation.area_id) AS INTEGER) AS area_count,
    min(delivery.accepted_at) AS first_at,
    bool_or(delivery.is_simulated) AS is_simulated
FROM facts.observation AS observation
JOIN ops.delivery AS delivery ON delivery.delivery_id = observation.delivery_id
WHERE split_part(observation.area_id, '-', 1) IN ('city', 'comuna', 'barrio', 'block')
GROUP BY
    observation.indicator_id, split_part(observation.area_id, '-', 1), observation.period_start,
    observation.period_months
