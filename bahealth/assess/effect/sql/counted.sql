-- One row: a value in force of an indicator in an area and period, with whether it is simulated.
SELECT area_id, period_start, period_months, numerator, denominator, value, is_simulated
FROM facts.current_observation
WHERE indicator_id = $indicator_id AND area_id NOT LIKE 'centre-%' AND area_id NOT LIKE 'team-%'
ORDER BY area_id, period_start, period_months
