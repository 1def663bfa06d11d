-- One row: a target that asks less, or later, than the one it replaced, known at a cut-off and still in force then.
SELECT target_id, indicator_id, area_id, set_at, set_by, target_value, due_on, before_value, before_due_on, reason
FROM (
    SELECT *, lag(target_value) OVER decisions AS before_value, lag(due_on) OVER decisions AS before_due_on,
           lead(target_id) OVER decisions AS next_id
    FROM ops.target
    WHERE set_at <= $cutoff_at
    WINDOW decisions AS (PARTITION BY indicator_id, area_id ORDER BY set_at, target_id)
) AS decision
WHERE is_loosened AND next_id IS NULL AND NOT is_withdrawn
ORDER BY indicator_id, area_id
