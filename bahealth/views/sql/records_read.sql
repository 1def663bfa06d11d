-- One row: what had arrived of one kind of record at a cut-off; no cut-off means until now.
SELECT
    record.record_kind,
    CAST(sum(delivery.row_count) AS BIGINT) AS row_count,
    CAST(sum(record.replaced_count) AS BIGINT) AS replaced_count,
    CAST(sum(record.withdrawn_count) AS BIGINT) AS withdrawn_count,
    CAST(count(*) AS INTEGER) AS delivery_count,
    max(delivery.accepted_at) AS accepted_at,
    bool_or(delivery.is_simulated) AS is_simulated
FROM ops.record_delivery AS record
JOIN ops.delivery AS delivery ON delivery.delivery_id = record.delivery_id
WHERE $cutoff_at IS NULL OR delivery.accepted_at <= $cutoff_at
GROUP BY record.record_kind
ORDER BY record.record_kind;
