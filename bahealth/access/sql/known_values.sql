-- One row: a value in force of one of some indicators.
SELECT indicator_id, area_id, period_start, numerator, denominator, value, note, is_simulated, delivery_id
FROM facts.current_observation
WHERE list_contains($indicator_ids, indicator_id)
ORDER BY indicator_id, area_id, period_start
