-- One row: emergency visits of residents with one diagnosis code in an area and month, with the shares of the code.
CREATE OR REPLACE TEMP TABLE emergency_class AS
SELECT
    visit.month, visit.comuna_id, visit.centre_id, visit.visit_count, visit.diagnosis_code IS NOT NULL AS is_coded,
    coalesce(own.diagnosis_code, broad.diagnosis_code) IS NOT NULL AS is_classified,
    coalesce(own.non_emergent, broad.non_emergent) AS non_emergent,
    coalesce(own.primary_care_treatable, broad.primary_care_treatable) AS primary_care_treatable,
    coalesce(own.avoidable, broad.avoidable) AS avoidable,
    coalesce(own.not_avoidable, broad.not_avoidable) AS not_avoidable,
    coalesce(own.injury, broad.injury) AS injury,
    coalesce(own.mental_health, broad.mental_health) AS mental_health,
    coalesce(own.alcohol, broad.alcohol) AS alcohol,
    coalesce(own.drug, broad.drug) AS drug
FROM (
    SELECT month, comuna_id, centre_id, diagnosis_code, count(*) AS visit_count
    FROM emergency_visit
    WHERE comuna_id IS NOT NULL AND month BETWEEN $first_month AND $last_month
    GROUP BY ALL
) AS visit
LEFT JOIN facts.current_diagnosis_share AS own ON own.diagnosis_code = visit.diagnosis_code
LEFT JOIN facts.current_diagnosis_share AS broad ON broad.diagnosis_code = left(visit.diagnosis_code, 3)
