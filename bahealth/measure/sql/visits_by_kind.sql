-- One row: primary-care visits of one kind in the month at the centres of an area or at one centre, out of all of them.
SELECT
    CASE
        WHEN grouping(comuna_id) = 0 THEN comuna_id
        WHEN grouping(centre_id) = 0 THEN 'centre-' || centre_id
        ELSE 'city'
    END AS area_id,
    month AS period_start,
    kind AS part,
    sum(visit_count) AS numerator,
    sum(sum(visit_count)) OVER (PARTITION BY month, grouping(comuna_id), comuna_id, grouping(centre_id), centre_id)
        AS denominator
FROM primary_care_count
GROUP BY GROUPING SETS ((month, kind), (month, kind, comuna_id), (month, kind, centre_id))
