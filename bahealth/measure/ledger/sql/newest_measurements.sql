-- One row: the newest run of a measure.
SELECT
    run_id, measure_id, definition_hash, program_version, observed_from, observed_until, first_month, last_month,
    changed_count, delivery_id, measured_at, measured_by
FROM ops.measurement
QUALIFY row_number() OVER (PARTITION BY measure_id ORDER BY measured_at DESC, run_id DESC) = 1
ORDER BY measure_id
