-- One row: a step in the life of a target, oldest first within its indicator and area.
SELECT step_id, indicator_id, area_id, proposal_id, step, terms, reason, made_by AS "by", by_role, made_at AS "at",
       is_loosening
FROM ops.target_step
WHERE ($indicator_ids IS NULL OR indicator_id = ANY($indicator_ids)) AND ($area_id IS NULL OR area_id = $area_id)
ORDER BY indicator_id, area_id, step_number
