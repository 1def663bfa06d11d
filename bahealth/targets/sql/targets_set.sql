-- One row: a target that was decided for an indicator in an area, `recency` 1 the one in force, 2 the one before it.
SELECT target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value, baseline_lower,
       baseline_upper, target_value, due_on, path, milestones, basis, reason, is_loosened, set_at, set_by, is_withdrawn,
       recency
FROM (
    SELECT *, row_number() OVER (PARTITION BY indicator_id, area_id ORDER BY set_at DESC, target_id DESC) AS recency
    FROM ops.target
    WHERE ($indicator_ids IS NULL OR indicator_id = ANY($indicator_ids)) AND ($area_id IS NULL OR area_id = $area_id)
) AS decision
WHERE recency <= 2
ORDER BY indicator_id, area_id, recency
