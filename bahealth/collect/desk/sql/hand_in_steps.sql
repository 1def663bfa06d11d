-- One step of a handed-in delivery, oldest first.
SELECT step.step_id, step.hand_in_id, handed.source_id, step.step, step.delivery_id, step.reason,
    step.taken_at, step.taken_by
FROM ops.hand_in_step AS step
JOIN ops.hand_in AS handed ON handed.hand_in_id = step.hand_in_id
ORDER BY step.taken_at, step.step_id
