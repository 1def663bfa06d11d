-- One row: one point of a frozen series; `release_row` is the table that the program registered.
INSERT INTO facts.release_point (release_number, indicator_id, area_id, period_start, period_months, value, numerator,
                                 denominator, lower, upper, lower_998, upper_998, is_denominator_estimated,
                                 is_simulated, is_special, delivery_id, note)
SELECT $release_number, $indicator_id, area_id, period_start, period_months, value, numerator, denominator, lower,
       upper, lower_998, upper_998, is_denominator_estimated, is_simulated, is_special, delivery_id, note
FROM release_row
