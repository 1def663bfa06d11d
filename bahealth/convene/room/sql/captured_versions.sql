-- One row: a version of a captured line, oldest first.
SELECT body
FROM ops.captured_version
WHERE capture_id = $capture_id
ORDER BY version
