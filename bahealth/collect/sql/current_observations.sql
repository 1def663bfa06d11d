-- One value in force with the delivery that brought it, optionally of one indicator, area or source.
SELECT
    indicator_id, area_id, period_start, period_months, numerator, denominator, value, lower, upper, sampling_flag,
    is_denominator_estimated, note, delivery_id, source_id, is_simulated, accepted_at
FROM facts.current_observation
WHERE ($indicator_id IS NULL OR indicator_id = $indicator_id)
  AND ($area_id IS NULL OR area_id = $area_id)
  AND ($source_id IS NULL OR source_id = $source_id)
ORDER BY indicator_id, area_id, period_start, period_months
