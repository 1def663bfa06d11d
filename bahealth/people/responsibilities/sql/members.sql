-- One row: a member as known now.
SELECT email, display_name, department_id, is_active
FROM ops.current_member
ORDER BY email
