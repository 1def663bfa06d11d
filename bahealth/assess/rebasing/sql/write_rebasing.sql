-- One row: control limits of a series begun again from a day on, appended.
INSERT INTO ops.rebasing (rebasing_id, indicator_id, area_id, from_on, cause, evidence, decided_at, decided_by)
VALUES ($rebasing_id, $indicator_id, $area_id, $from_on, $cause, $evidence, $decided_at, $decided_by)
