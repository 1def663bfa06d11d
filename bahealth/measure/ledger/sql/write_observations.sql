-- One row: a measured value, counting once its delivery does; `observation_row` is what the program registered.
INSERT INTO facts.observation (
    delivery_id, indicator_id, area_id, period_start, period_months, numerator, denominator, lower, upper,
    is_denominator_estimated
)
SELECT $delivery_id, indicator_id, area_id, period_start, 1, numerator, denominator, lower, upper, false
FROM observation_row
