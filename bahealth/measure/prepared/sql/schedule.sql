-- One row: a schedule of check-ups with the days of birth for which it holds; `schedule_row` is what the program registered.
CREATE OR REPLACE TEMP TABLE schedule AS
SELECT
    first_born_on AS from_on,
    coalesce(lead(first_born_on) OVER (ORDER BY first_born_on), DATE '9999-01-01') AS until_on,
    required, days_apart, newborn_days, newborn_days_apart
FROM schedule_row
