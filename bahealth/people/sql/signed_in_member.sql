-- One row: the member that a sign-in is bound to, unless its person has ended it.
SELECT row_id, email, subject, display_name, role, department_id, is_active, origin, reason, changed_at, changed_by
FROM ops.current_member
WHERE subject = $subject
  AND NOT EXISTS (SELECT 1 FROM ops.sign_out WHERE subject = $subject AND signed_at = $signed_at)
ORDER BY changed_at DESC, row_id DESC
LIMIT 1
