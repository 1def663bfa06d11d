-- One row: the newest assignment of a part in a subject to a department, also a withdrawn one.
SELECT row_id, subject_kind, subject_id, part, department_id, member_email, substitute_email, is_withdrawn, reason,
       assigned_at, assigned_by
FROM ops.current_responsibility
WHERE ($kind IS NULL OR subject_kind = $kind) AND ($subject_id IS NULL OR subject_id = $subject_id)
ORDER BY subject_kind, subject_id, part, department_id
