-- One row: whether the mayor's office confirms targets of an indicator, by the newest rule; '*' is for all others.
SELECT indicator_id, is_required
FROM (
    SELECT *, row_number() OVER (PARTITION BY indicator_id ORDER BY rule_number DESC) AS recency
    FROM ops.confirmation_rule
) AS decision
WHERE recency = 1
