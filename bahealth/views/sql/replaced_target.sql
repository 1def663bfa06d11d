-- One row: the target of an indicator in an area that was replaced by the one in force at a cut-off, after an instant.
SELECT baseline_start, baseline_months, baseline_value, target_value, due_on, path, milestones
FROM (
    SELECT *, row_number() OVER newest_first AS recency, lag(set_at) OVER newest_first AS replaced_at
    FROM ops.target
    WHERE indicator_id = $indicator_id AND area_id = $area_id AND set_at <= $cutoff_at
    WINDOW newest_first AS (ORDER BY set_at DESC, target_id DESC)
) AS decision
WHERE recency = 2 AND NOT is_withdrawn AND replaced_at >= $since
