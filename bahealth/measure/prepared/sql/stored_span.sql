-- One row: the first and the last day of all stored visits, those that do not count among them.
SELECT min(occurred_on) AS first_on, max(occurred_on) AS last_on FROM facts.visit
