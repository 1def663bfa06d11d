-- One row: a chance as it was stated first from the same newest figure; later releases without new figures repeat it.
SELECT release_number, indicator_id, area_id, newest_on, period_start, period_months, due_on, target_value, direction,
       method, probability, lower, upper, widening
FROM (
    SELECT forecast.*, row_number() OVER (
        PARTITION BY forecast.indicator_id, forecast.area_id, forecast.newest_on, forecast.period_start,
                     forecast.period_months, forecast.target_value, forecast.direction
        ORDER BY forecast.release_number
    ) AS repetition
    FROM facts.forecast AS forecast
    JOIN ops.release AS release ON release.release_number = forecast.release_number
    WHERE forecast.release_number <= $release_number
) AS stated
WHERE repetition = 1
ORDER BY indicator_id, area_id, release_number, period_start
