-- One row: a target as it was decided; never changed, only followed by another.
INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value,
                        baseline_lower, baseline_upper, target_value, due_on, path, milestones, basis, reason,
                        is_loosened, is_withdrawn, set_at, set_by)
VALUES ($target_id, $indicator_id, $area_id, $baseline_start, $baseline_months, $baseline_value, $baseline_lower,
        $baseline_upper, $target_value, $due_on, $path, $milestones, $basis, $reason, $is_loosened, false, $set_at,
        $set_by)
