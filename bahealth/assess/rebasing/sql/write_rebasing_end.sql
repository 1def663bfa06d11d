-- One row: the end of a decision to begin control limits again, appended.
INSERT INTO ops.rebasing_end (rebasing_id, reason, ended_at, ended_by)
VALUES ($rebasing_id, $reason, $ended_at, $ended_by)
