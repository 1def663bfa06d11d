-- One row: a chance as a release states it; `release_row` is the table that the program registered.
INSERT INTO facts.forecast (release_number, indicator_id, area_id, newest_on, period_start, period_months, due_on,
                            target_value, direction, method, probability, lower, upper, widening)
SELECT $release_number, $indicator_id, area_id, newest_on, period_start, period_months, due_on, target_value, direction,
       method, probability, lower, upper, widening
FROM release_row
