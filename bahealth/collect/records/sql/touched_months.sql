-- One stretch of months about which a delivery says something new; no last month means from then on.
WITH said AS (
    -- new records
    SELECT delivered.first_on, delivered.last_on
    FROM delivered_row AS delivered
    ANTI JOIN met_row AS met ON met.record_key = delivered.record_key
    WHERE NOT delivered.is_withdrawn
    UNION ALL
    -- what is changed or withdrawn, before; and after
    SELECT before_first_on, before_last_on FROM met_row WHERE is_withdrawn OR NOT (is_same OR is_same_but_end)
    UNION ALL
    SELECT first_on, last_on FROM met_row WHERE NOT is_withdrawn AND NOT (is_same OR is_same_but_end)
    UNION ALL
    -- only the end is another: between both ends
    SELECT least(last_on, before_last_on), CASE WHEN last_on IS NOT NULL THEN greatest(last_on, before_last_on) END
    FROM met_row
    WHERE NOT is_withdrawn AND is_same_but_end AND NOT is_same AND before_last_on IS NOT NULL
    UNION ALL
    SELECT last_on, NULL
    FROM met_row
    WHERE NOT is_withdrawn AND is_same_but_end AND NOT is_same AND before_last_on IS NULL
)
SELECT
    CAST(date_trunc('month', coalesce(first_on, DATE '1900-01-01')) AS DATE) AS first_month,
    CASE WHEN bool_and(last_on IS NOT NULL) THEN CAST(date_trunc('month', max(last_on)) AS DATE) END AS last_month
FROM said
GROUP BY first_month
ORDER BY first_month
