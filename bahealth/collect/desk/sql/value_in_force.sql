-- One value in force, with the delivery that brought it: that of an indicator, an area and a period.
SELECT
    indicator_id, area_id, period_start, period_months, numerator, denominator, value, lower, upper, sampling_flag,
    is_denominator_estimated, note, delivery_id, source_id, is_simulated, accepted_at
FROM facts.current_observation
WHERE indicator_id = $indicator_id
  AND area_id = $area_id
  AND period_start = $period_start
  AND period_months = $period_months
