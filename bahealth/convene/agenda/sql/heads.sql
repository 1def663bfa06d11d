-- One row: the head of a department among the active members; of several the first by address.
SELECT min(email) AS person, department_id
FROM ops.current_member
WHERE role = 2 AND is_active AND department_id IS NOT NULL
GROUP BY department_id
ORDER BY department_id
