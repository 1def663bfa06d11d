-- One row: the newest confirmation of the responsibilities for a subject.
SELECT row_id, subject_kind, subject_id, confirmed_at, confirmed_by
FROM ops.current_confirmation
WHERE ($kind IS NULL OR subject_kind = $kind) AND ($subject_id IS NULL OR subject_id = $subject_id)
ORDER BY subject_kind, subject_id
