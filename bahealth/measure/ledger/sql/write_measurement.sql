-- One row: one run of one measure.
INSERT INTO ops.measurement (
    run_id, measure_id, definition_hash, program_version, observed_from, observed_until, first_month, last_month,
    changed_count, delivery_id, measured_at, measured_by
)
VALUES (
    $run_id, $measure_id, $definition_hash, $program_version, $observed_from, $observed_until, $first_month,
    $last_month, $changed_count, $delivery_id, $measured_at, $measured_by
)
