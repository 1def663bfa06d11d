-- One refused attempt with the same content for the same source, newest first.
SELECT attempt_id, source_id, file_names, content_hash, problem_count, first_problem, tried_at, tried_by
FROM ops.refused_attempt
WHERE source_id = $source_id AND content_hash = $content_hash
ORDER BY tried_at DESC, attempt_id DESC
