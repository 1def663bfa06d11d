-- One team with an active spell on $today: one team, or those of a department, or all.
WITH named AS (
    SELECT centre_id, arg_max(name, from_on) AS centre_name
    FROM facts.current_centre
    GROUP BY centre_id
)
SELECT team.team_id, team.centre_id, named.centre_name, team.department_id
FROM facts.current_team AS team
LEFT JOIN named USING (centre_id)
WHERE team.from_on <= $today
    AND (team.until_on IS NULL OR $today < team.until_on)
    AND ($team_id IS NULL OR team.team_id = $team_id)
    AND ($department_id IS NULL OR team.department_id = $department_id)
ORDER BY named.centre_name, team.team_id;
