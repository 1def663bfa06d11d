-- One row: a decision to begin control limits again that was known at a cut-off and not undone by then, oldest first.
SELECT rebasing.rebasing_id, rebasing.indicator_id, rebasing.area_id, rebasing.from_on, rebasing.cause,
       rebasing.evidence, rebasing.decided_at, rebasing.decided_by
FROM ops.rebasing AS rebasing
LEFT JOIN ops.rebasing_end AS ended
    ON ended.rebasing_id = rebasing.rebasing_id AND ended.ended_at <= $cutoff_at
WHERE rebasing.decided_at <= $cutoff_at AND ended.ended_at IS NULL
ORDER BY rebasing.decided_at, rebasing.rebasing_id
