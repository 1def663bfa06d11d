-- One refused attempt, newest first, since an instant.
SELECT attempt_id, source_id, file_names, content_hash, problem_count, first_problem, at, by
FROM ops.refused_attempt
WHERE $since IS NULL OR at >= $since
ORDER BY at DESC, attempt_id DESC
