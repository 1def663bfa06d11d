-- One row: the newest run of measuring nearness; none before the first.
SELECT
    run_id, definition_hash, program_version, settings, network_hash, deliveries_read, first_year, last_year,
    changed_count, delivery_id, measured_at, measured_by
FROM ops.access_measurement
ORDER BY measured_at DESC, run_id DESC
LIMIT 1
