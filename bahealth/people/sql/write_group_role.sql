-- One row: what a group brings from now on; never changed, only followed by another.
INSERT INTO ops.group_role (row_id, group_name, role, department_id, reason, changed_at, changed_by)
VALUES ($row_id, $group_name, $role, $department_id, $reason, $changed_at, $changed_by)
