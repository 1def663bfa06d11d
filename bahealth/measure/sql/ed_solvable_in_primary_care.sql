-- One row: emergency visits with a classified diagnosis in an area or hospital, and the sum of their shares that primary care could solve.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    round(sum(visit_count * (non_emergent + primary_care_treatable)), 6) AS numerator,
    sum(visit_count) AS denominator
FROM emergency_class
WHERE is_classified
GROUP BY GROUPING SETS ((month), (month, comuna_id), (month, centre_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL)
