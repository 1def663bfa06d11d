-- One row: an expectation as it was stated, appended.
INSERT INTO ops.expectation (expectation_id, indicator_id, newest_on, body, stated_at, stated_by)
VALUES ($expectation_id, $indicator_id, $newest_on, $body, $stated_at, $stated_by)
