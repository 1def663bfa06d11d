-- One row: a miss that is accepted until a day, appended.
INSERT INTO ops.deviation (deviation_id, indicator_id, area_id, from_on, until_on, reason, accepted_at, accepted_by)
VALUES ($deviation_id, $indicator_id, $area_id, $from_on, $until_on, $reason, $accepted_at, $accepted_by)
