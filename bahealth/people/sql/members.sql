-- One row: the newest state of a member, by e-mail address.
SELECT row_id, email, subject, display_name, role, department_id, is_active, origin, reason, changed_at, changed_by
FROM ops.current_member
WHERE $email IS NULL OR email = $email
ORDER BY email
