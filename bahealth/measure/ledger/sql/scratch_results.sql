-- One row: what a run has measured, in its scratch table.
CREATE OR REPLACE TEMP TABLE result (
    measure_id VARCHAR, area_id VARCHAR, period_start DATE, part VARCHAR, numerator DOUBLE, denominator DOUBLE,
    lower DOUBLE, upper DOUBLE
)
