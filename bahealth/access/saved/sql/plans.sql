-- One row: a plan that was saved, or all of them, newest first.
SELECT plan_id, name, body, made_at, made_by
FROM ops.plan
WHERE $plan_id IS NULL OR plan_id = $plan_id
ORDER BY made_at DESC, plan_id DESC
