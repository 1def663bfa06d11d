-- One row: people of an area and a year by minutes, counting once its delivery does; `band_row` is what the program registered.
INSERT INTO facts.breakdown (
    delivery_id, measure_id, area_id, period_start, period_months, part, numerator, denominator
)
SELECT $delivery_id, $measure_id, area_id, period_start, 12, part, numerator, denominator
FROM band_row
