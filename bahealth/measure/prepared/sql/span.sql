-- One row: the first and the last day on which any visit took place.
SELECT min(occurred_on) AS first_on, max(occurred_on) AS last_on FROM facts.current_visit
