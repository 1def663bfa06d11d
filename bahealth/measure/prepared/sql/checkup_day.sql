-- One row: a child with the ages in days on which it had a check-up in its first year, ascending.
CREATE OR REPLACE TEMP TABLE checkup_day AS
SELECT child.child_key, list(DISTINCT visit.occurred_on - child.born_on ORDER BY visit.occurred_on - child.born_on) AS ages
FROM facts.current_birth AS child
JOIN facts.current_visit AS visit
    ON visit.resident_key = child.child_key
    AND visit.occurred_on BETWEEN child.born_on AND CAST(child.born_on + INTERVAL 1 YEAR AS DATE)
WHERE visit.kind = 'checkup'
  AND visit.occurred_on BETWEEN $first_month - 400 AND last_day($last_month) + 366
  AND child.born_on BETWEEN $first_month - 400 AND last_day($last_month)
GROUP BY child.child_key
