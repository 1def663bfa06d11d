-- One row: a target as it was decided; never changed, only followed by another.
INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value, target_value,
                        due_on, basis, reason, is_withdrawn, set_at, set_by)
VALUES ($target_id, $indicator_id, $area_id, $baseline_start, $baseline_months, $baseline_value, $target_value,
        $due_on, $basis, $reason, $is_withdrawn, $set_at, $set_by)
