-- One row: a delivered matrix in force, newest delivery first; its delivery is the newest that says something of it.
SELECT
    times.mode, times.departs_at, count(*) AS pair_count, count(DISTINCT times.block_id) AS block_count,
    count(DISTINCT times.centre_id) AS centre_count,
    arg_max(delivery.delivery_id, (delivery.accepted_at, delivery.delivery_id)) AS delivery_id,
    max(delivery.accepted_at) AS accepted_at, bool_or(delivery.is_simulated) AS is_simulated
FROM facts.current_travel_time AS times
JOIN ops.record_delivery AS record ON record.delivery_number = times.delivery_number
JOIN ops.delivery AS delivery ON delivery.delivery_id = record.delivery_id
GROUP BY times.mode, times.departs_at
ORDER BY max(delivery.accepted_at) DESC, times.departs_at DESC, times.mode
