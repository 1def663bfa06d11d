-- One row: the newest role that a group of the provider brings.
SELECT row_id, group_name, role, department_id, reason, changed_at, changed_by FROM ops.current_group_role ORDER BY group_name
