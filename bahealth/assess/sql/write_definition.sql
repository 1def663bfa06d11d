-- One row: the definition of an indicator as it stands in a release.
INSERT INTO ops.release_definition (release_number, indicator_id, body) VALUES ($release_number, $indicator_id, $body)
