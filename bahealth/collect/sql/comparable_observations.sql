-- One value in force of any of the indicators that a new delivery speaks of.
SELECT
    indicator_id, area_id, period_start, period_months, numerator, denominator, value, lower, upper, sampling_flag,
    is_denominator_estimated, note, delivery_id, source_id, is_simulated, accepted_at
FROM facts.current_observation
WHERE indicator_id IN (SELECT unnest($indicator_ids::VARCHAR[]))
