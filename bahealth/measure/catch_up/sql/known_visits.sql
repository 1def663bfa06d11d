-- One row: the first and the last day of the visits of the 13 months up to $today, and the last at the centre.
SELECT min(occurred_on) AS from_on, max(occurred_on) AS until_on,
    max(occurred_on) FILTER (WHERE centre_id = $centre_id) AS at_centre_until_on
FROM facts.current_visit
WHERE occurred_on BETWEEN CAST($today AS DATE) - INTERVAL 13 MONTH AND $today;
