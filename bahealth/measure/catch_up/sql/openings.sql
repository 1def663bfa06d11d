-- One line of the audit about a catch-up list, newest first: opened or refused; of one department or of all.
SELECT written_at AS opened_at, actor, split_part(subject, ' ', 1) AS department_id,
    split_part(subject, ' ', 2) AS team_id, command = 'OpenCatchUpListRefused' AS is_refused,
    try_cast(json_extract_string(after, '$.child_count') AS INTEGER) AS child_count
FROM ops.audit
WHERE command IN ('OpenCatchUpList', 'OpenCatchUpListRefused')
    AND ($department_id IS NULL OR split_part(subject, ' ', 1) = $department_id)
ORDER BY line_number DESC
LIMIT 100;
