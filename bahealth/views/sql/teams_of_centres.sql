-- One row: the health teams that work at a centre on a day, and whether any delivery of them is a simulation's.
SELECT
    team.centre_id,
    CAST(count(DISTINCT team.team_id) AS INTEGER) AS team_count,
    min(team.team_id) AS team_id,
    bool_or(delivery.is_simulated) AS is_simulated
FROM facts.current_team AS team
JOIN ops.record_delivery AS record ON record.delivery_number = team.delivery_number
JOIN ops.delivery AS delivery ON delivery.delivery_id = record.delivery_id
WHERE team.from_on <= $on AND (team.until_on IS NULL OR team.until_on > $on)
GROUP BY team.centre_id
ORDER BY team.centre_id;
