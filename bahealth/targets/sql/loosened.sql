-- One row: a target that asked less than the one it replaced, newest first.
SELECT target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value, baseline_lower,
       baseline_upper, target_value, due_on, path, milestones, basis, reason, is_loosened, set_at, set_by
FROM ops.target
WHERE is_loosened AND NOT is_withdrawn AND set_at >= $since
ORDER BY set_at DESC, target_id DESC
