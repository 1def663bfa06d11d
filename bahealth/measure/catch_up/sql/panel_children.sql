-- One child under one year whose own team on $today is $team_id, resident and alive that day, with its check-up days.
WITH listed AS (
    SELECT DISTINCT resident_key
    FROM facts.current_panel
    WHERE team_id = $team_id AND from_on <= $today AND (until_on IS NULL OR $today < until_on)
),
under_one AS (
    SELECT DISTINCT home.resident_key
    FROM facts.current_resident AS home
    SEMI JOIN listed USING (resident_key)
    WHERE home.born_on <= $today AND $today < home.born_on + INTERVAL 1 YEAR -- 29 February: 28 February
),
panel AS ( -- a later spell ends the earlier one; at the same day the later team id holds
    SELECT resident_key, team_id, from_on,
        least(coalesce(until_on, DATE '9999-12-31'), coalesce(lead(from_on) OVER spells, DATE '9999-12-31')) AS until_on
    FROM facts.current_panel
    SEMI JOIN under_one USING (resident_key)
    WINDOW spells AS (PARTITION BY resident_key ORDER BY from_on, team_id)
),
home AS ( -- the same rule; nobody lives here between an end and a later beginning
    SELECT resident_key, born_on, from_on,
        least(coalesce(until_on, DATE '9999-12-31'), coalesce(lead(from_on) OVER spells, DATE '9999-12-31')) AS until_on,
        coalesce(lag(coalesce(until_on, DATE '9999-12-31')) OVER spells < from_on, true) AS is_arrival
    FROM facts.current_resident
    SEMI JOIN under_one USING (resident_key)
    WINDOW spells AS (PARTITION BY resident_key ORDER BY from_on, block_id, coverage)
),
since AS (
    SELECT resident_key, max(from_on) AS resident_since
    FROM home
    WHERE is_arrival AND from_on <= $today
    GROUP BY resident_key
),
here AS (
    SELECT home.resident_key, home.born_on, since.resident_since
    FROM home
    JOIN since USING (resident_key)
    SEMI JOIN (
        SELECT resident_key FROM panel WHERE team_id = $team_id AND from_on <= $today AND $today < until_on
    ) AS own USING (resident_key)
    ANTI JOIN (SELECT resident_key FROM facts.current_death WHERE died_on <= $today) AS dead USING (resident_key)
    WHERE home.from_on <= $today AND $today < home.until_on
        AND home.born_on <= $today AND $today < home.born_on + INTERVAL 1 YEAR
),
checkup AS (
    SELECT visit.resident_key, visit.occurred_on
    FROM facts.current_visit AS visit
    WHERE visit.kind = 'checkup' AND visit.occurred_on BETWEEN CAST($today AS DATE) - INTERVAL 1 YEAR AND $today
        AND visit.resident_key IN (SELECT resident_key FROM here)
)
SELECT here.resident_key, here.born_on, here.resident_since,
    coalesce(
        list(DISTINCT checkup.occurred_on ORDER BY checkup.occurred_on) FILTER (WHERE checkup.occurred_on >= here.born_on), []
    ) AS checkup_days
FROM here
LEFT JOIN checkup USING (resident_key)
GROUP BY ALL
ORDER BY here.resident_key;
