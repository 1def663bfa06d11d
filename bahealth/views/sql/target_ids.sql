-- One row: the id of a target that was ever decided for an indicator in an area, which is that of the step that did it.
SELECT target_id
FROM ops.target
WHERE indicator_id = $indicator_id AND area_id = $area_id
