-- One row: an emergency visit, with the comuna of a resident; without one the person lived elsewhere on that day.
CREATE OR REPLACE TEMP TABLE emergency_visit AS
SELECT
    visit.resident_key, visit.occurred_at, CAST(date_trunc('month', visit.occurred_on) AS DATE) AS month,
    home.comuna_id, visit.centre_id, visit.is_scheduled, visit.triage_level, visit.diagnosis_code,
    visit.discharge = 'home' AS is_sent_home
FROM facts.current_visit AS visit
LEFT JOIN residence AS home
    ON home.resident_key = visit.resident_key
    AND visit.occurred_on >= home.from_on AND visit.occurred_on < home.until_on
WHERE visit.kind = 'emergency'
  AND visit.occurred_on BETWEEN CAST($first_month - INTERVAL 11 MONTH AS DATE) AND last_day($last_month) + 3
