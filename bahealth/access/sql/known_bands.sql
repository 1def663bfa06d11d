-- One row: people within so many minutes in an area and a year, in force.
SELECT area_id, period_start, part, numerator, denominator, is_simulated
FROM facts.current_breakdown
WHERE measure_id = $measure_id
ORDER BY area_id, period_start, part
