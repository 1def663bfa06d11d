-- One row: a stretch of time in which a resident of a comuna, with one cover, was on the list of one active team.
CREATE OR REPLACE TEMP TABLE home_with_team AS
SELECT
    home.resident_key, home.comuna_id, home.coverage, listed.team_id, listed.centre_id,
    greatest(home.from_on, listed.from_on) AS from_on,
    least(home.until_on, listed.until_on) AS until_on
FROM residence AS home
JOIN own_team AS listed
    ON listed.resident_key = home.resident_key
    AND listed.from_on < home.until_on AND listed.until_on > home.from_on
