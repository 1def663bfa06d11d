-- One row: emergency visits of residents of an area, or to a hospital, by class of diagnosis (sums of shares).
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    part,
    round(sum(amount), 6) AS numerator,
    round(sum(sum(amount)) OVER (PARTITION BY month, grouping(comuna_id), comuna_id, grouping(centre_id), centre_id), 6) AS denominator
FROM (
    SELECT month, comuna_id, centre_id, part, sum(amount) AS amount
    FROM (
        UNPIVOT (
            SELECT
                month, comuna_id, centre_id,
                sum(visit_count * non_emergent) AS non_emergent,
                sum(visit_count * primary_care_treatable) AS primary_care_treatable,
                sum(visit_count * avoidable) AS avoidable,
                sum(visit_count * not_avoidable) AS not_avoidable,
                sum(visit_count * injury) AS injury,
                sum(visit_count * mental_health) AS mental_health,
                sum(visit_count * alcohol) AS alcohol,
                sum(visit_count * drug) AS drug,
                sum(visit_count) FILTER (is_coded AND NOT is_classified) AS unclassified,
                sum(visit_count) FILTER (NOT is_coded) AS uncoded
            FROM (SELECT * REPLACE (CAST(visit_count AS DOUBLE) AS visit_count) FROM emergency_class)
            GROUP BY month, comuna_id, centre_id
        ) ON non_emergent, primary_care_treatable, avoidable, not_avoidable, injury, mental_health, alcohol, drug, unclassified, uncoded INTO NAME part VALUE amount
    )
    WHERE amount > 0
    GROUP BY ALL
)
GROUP BY GROUPING SETS ((month, part), (month, part, comuna_id), (month, part, centre_id))
HAVING (grouping(comuna_id) = 1 OR comuna_id IS NOT NULL) AND (grouping(centre_id) = 1 OR centre_id IS NOT NULL)
