-- One row: the target of an indicator in an area that was in force at a cut-off; when it was last loosened, if ever.
SELECT target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value, target_value, due_on, path,
       milestones, basis, loosened_at
FROM (
    SELECT *, row_number() OVER (PARTITION BY indicator_id, area_id ORDER BY set_at DESC, target_id DESC) AS recency,
           max(CASE WHEN is_loosened THEN set_at END) OVER (PARTITION BY indicator_id, area_id) AS loosened_at
    FROM ops.target
    WHERE set_at <= $cutoff_at
) AS decision
WHERE recency = 1 AND NOT is_withdrawn
ORDER BY indicator_id, area_id
