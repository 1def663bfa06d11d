-- One row: the target in force for an indicator in an area.
SELECT target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value, target_value, due_on, basis,
       reason, set_at, set_by
FROM ops.current_target
WHERE indicator_id = $indicator_id AND area_id = $area_id
