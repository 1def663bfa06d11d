-- One row: the end of an accepted deviation before its day.
INSERT INTO ops.deviation_end (deviation_id, reason, ended_at, ended_by)
VALUES ($deviation_id, $reason, $ended_at, $ended_by)
