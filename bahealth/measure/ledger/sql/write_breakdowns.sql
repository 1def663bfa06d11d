-- One row: a part of a measured whole, counting once its delivery does; `breakdown_row` is what the program registered.
INSERT INTO facts.breakdown (
    delivery_id, measure_id, area_id, period_start, period_months, part, numerator, denominator
)
SELECT $delivery_id, measure_id, area_id, period_start, 1, part, numerator, denominator
FROM breakdown_row
