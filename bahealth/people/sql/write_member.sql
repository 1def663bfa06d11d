-- One row: a member as they are from now on; never changed, only followed by another.
INSERT INTO ops.member (row_id, email, subject, display_name, role, department_id, is_active, origin, reason, changed_at, changed_by)
VALUES ($row_id, $email, $subject, $display_name, $role, $department_id, $is_active, $origin, $reason, $changed_at, $changed_by)
