-- One row: the line that is on the presenter's screen now.
SELECT place, line_id, shown_at, shown_by
FROM ops.presented
WHERE session_id = $session_id
ORDER BY place DESC
LIMIT 1
