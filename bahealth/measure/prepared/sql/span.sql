-- One row: the first and the last day between two days on which any visit took place.
SELECT min(occurred_on) AS first_on, max(occurred_on) AS last_on
FROM facts.current_visit
WHERE occurred_on BETWEEN $from_on AND $until_on
