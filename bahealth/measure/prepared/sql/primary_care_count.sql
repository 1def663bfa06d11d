-- One row: primary-care visits of one kind at one centre and by one team in a month.
CREATE OR REPLACE TEMP TABLE primary_care_count AS
SELECT counted.*, place.comuna_id
FROM (
    SELECT
        CAST(date_trunc('month', occurred_on) AS DATE) AS month, centre_id, team_id, kind, count(*) AS visit_count
    FROM facts.current_visit
    WHERE kind <> 'emergency' AND occurred_on BETWEEN $first_month AND last_day($last_month)
    GROUP BY ALL
) AS counted
JOIN place ON place.centre_id = counted.centre_id
WHERE place.kind <> 'hospital'
