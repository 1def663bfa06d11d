-- One row: a value or a part that was measured and is due; `result_row` is what the measure gave.
INSERT INTO result
SELECT $measure_id, area_id, period_start, part, numerator, denominator, lower, upper
FROM result_row
SEMI JOIN due ON due.measure_id = $measure_id AND due.month = result_row.period_start
