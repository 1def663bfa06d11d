-- One row: whether the mayor's office confirms targets of an indicator from now on, appended.
INSERT INTO ops.confirmation_rule (rule_id, rule_number, indicator_id, is_required, reason, made_at, made_by)
SELECT $rule_id, (SELECT count(*) + 1 FROM ops.confirmation_rule), $indicator_id, $is_required, $reason, $at, $by
