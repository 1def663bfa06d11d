-- One row: the member that a person of the provider is bound to.
SELECT row_id, email, subject, display_name, role, department_id, is_active, origin, reason, changed_at, changed_by
FROM ops.current_member
WHERE subject = $subject
ORDER BY changed_at DESC, row_id DESC
LIMIT 1
