-- One row: the withdrawal of an expectation, appended.
INSERT INTO ops.expectation_end (expectation_id, reason, ended_at, ended_by)
VALUES ($expectation_id, $reason, $ended_at, $ended_by)
