-- One row: a step in the life of a target, appended.
INSERT INTO ops.target_step (step_id, indicator_id, area_id, step_number, proposal_id, step, terms, is_loosening,
                             reason, made_at, made_by, by_role)
VALUES ($step_id, $indicator_id, $area_id, $step_number, $proposal_id, $step, $terms, $is_loosening, $reason, $at, $by,
        $by_role)
