-- One row: a release; written last, so that its points and verdicts count only whole.
INSERT INTO ops.release (release_number, cutoff_at, released_at, released_by, as_of, catalog_version, program_version,
                         verdict_count, fingerprint)
VALUES ($release_number, $cutoff_at, $released_at, $released_by, $as_of, $catalog_version, $program_version,
        $verdict_count, $fingerprint)
