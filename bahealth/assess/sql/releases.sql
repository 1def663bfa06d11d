-- One row: a release, newest first.
SELECT release_number, cutoff_at, released_at, released_by, as_of, catalog_version, program_version, verdict_count,
       fingerprint
FROM ops.release
WHERE $release_number IS NULL OR release_number = $release_number
ORDER BY release_number DESC
