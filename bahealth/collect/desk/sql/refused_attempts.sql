-- One refused attempt, newest first, since an instant.
SELECT attempt_id, source_id, file_names, content_hash, problem_count, first_problem, tried_at, tried_by
FROM ops.refused_attempt
WHERE $since IS NULL OR tried_at >= $since
ORDER BY tried_at DESC, attempt_id DESC
