-- One row: the number of the newest release; 0 before the first.
SELECT coalesce(max(release_number), 0) AS number
FROM ops.release
