-- One row: a line on the presenter's screen from an instant on, in order.
SELECT place, line_id, shown_at, shown_by
FROM ops.presented
WHERE session_id = $session_id
ORDER BY place
