-- One row: a value of a year, counting once its delivery does; `value_row` is what the program registered.
INSERT INTO facts.observation (
    delivery_id, indicator_id, area_id, period_start, period_months, numerator, denominator, value,
    is_denominator_estimated, note
)
SELECT $delivery_id, indicator_id, area_id, period_start, 12, numerator, denominator, value, false, note
FROM value_row
