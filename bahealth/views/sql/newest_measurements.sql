-- One row: the newest run of one measure at a cut-off; no cut-off means until now.
SELECT measure_id, read_up_to, observed_from, observed_until, changed_count, measured_at
FROM ops.measurement
WHERE $cutoff_at IS NULL OR measured_at <= $cutoff_at
QUALIFY row_number() OVER (PARTITION BY measure_id ORDER BY measured_at DESC, run_id DESC) = 1
ORDER BY measure_id;
