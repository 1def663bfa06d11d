-- One row: a primary-care centre, with how many teams work there by now, and whether a record of them is simulated.
SELECT team.centre_id, count(DISTINCT team.team_id) AS team_count, bool_or(delivery.is_simulated) AS is_simulated
FROM facts.current_team AS team
JOIN ops.record_delivery AS record ON record.delivery_number = team.delivery_number
JOIN ops.delivery AS delivery ON delivery.delivery_id = record.delivery_id
WHERE team.until_on IS NULL
GROUP BY team.centre_id
ORDER BY team.centre_id
