-- One row: the definition of an indicator as it stood in a release.
SELECT body FROM ops.release_definition WHERE release_number = $release_number ORDER BY indicator_id
