-- One row: a stretch of time in which a person was on the list of an active team; stretches of a person never overlap.
CREATE OR REPLACE TEMP TABLE own_team AS
SELECT
    listed.resident_key, listed.team_id, team.centre_id,
    greatest(listed.from_on, team.from_on) AS from_on,
    least(listed.until_on, coalesce(team.until_on, DATE '9999-01-01')) AS until_on
FROM (
    SELECT
        resident_key, team_id, from_on,
        coalesce(least(
            until_on, lead(from_on) OVER (PARTITION BY resident_key ORDER BY from_on, team_id)
        ), DATE '9999-01-01') AS until_on
    FROM facts.current_panel
) AS listed
JOIN facts.current_team AS team ON team.team_id = listed.team_id
WHERE greatest(listed.from_on, team.from_on) < least(listed.until_on, coalesce(team.until_on, DATE '9999-01-01'))
