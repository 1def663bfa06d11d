-- One row: one part of a measured whole in one month, in force at a cut-off; the newest delivery replaces all parts of a
-- month, and empty counts withdraw them.
SELECT measure_id, period_start, part, numerator, denominator, is_simulated
FROM (
    SELECT breakdown.*, delivery.is_simulated
    FROM facts.breakdown AS breakdown
    JOIN ops.delivery AS delivery ON delivery.delivery_id = breakdown.delivery_id
    WHERE breakdown.measure_id IN (SELECT unnest($measure_ids::VARCHAR[])) AND breakdown.area_id = $area_id
      AND breakdown.period_months = 1 AND delivery.accepted_at <= $cutoff_at
    QUALIFY rank() OVER (
        PARTITION BY breakdown.measure_id, breakdown.period_start
        ORDER BY delivery.accepted_at DESC, delivery.delivery_id DESC
    ) = 1
) AS known
WHERE numerator IS NOT NULL AND denominator IS NOT NULL
ORDER BY measure_id, period_start, part;
