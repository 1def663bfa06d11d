-- One row: the instant up to which the newest release knows; none without releases.
SELECT max(cutoff_at) AS cutoff_at FROM ops.release
