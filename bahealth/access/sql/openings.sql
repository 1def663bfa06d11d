-- One row: a stretch of time in which a centre was open, in force.
SELECT centre_id, name, kind, longitude, latitude, hours, services, from_on, until_on
FROM facts.current_opening
ORDER BY centre_id, from_on
