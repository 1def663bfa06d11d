-- One row: the newest run of one measure at a cut-off with the newest delivery that it read; no cut-off means until now.
SELECT
    measurement.measure_id, (
        SELECT max(delivery.accepted_at)
        FROM ops.measured_delivery AS read
        JOIN ops.record_delivery AS record ON record.delivery_number = read.delivery_number
        JOIN ops.delivery AS delivery ON delivery.delivery_id = record.delivery_id
        WHERE read.run_id = measurement.run_id
    ) AS read_up_to,
    measurement.observed_from, measurement.observed_until, measurement.changed_count, measurement.measured_at
FROM ops.measurement AS measurement
WHERE $cutoff_at IS NULL OR measured_at <= $cutoff_at
QUALIFY row_number() OVER (PARTITION BY measure_id ORDER BY measured_at DESC, run_id DESC) = 1
ORDER BY measure_id;
