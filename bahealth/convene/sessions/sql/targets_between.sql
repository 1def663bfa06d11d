-- One row: a target decided between two instants, oldest first.
SELECT indicator_id, area_id, target_value, due_on, set_at, set_by
FROM ops.target
WHERE set_at > $after_at AND set_at <= $until_at
ORDER BY set_at, target_id
