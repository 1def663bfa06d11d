-- One row: the counts behind one number of the city or a comuna: a point of a series, the value of a row, or the value
-- by which comunas are compared.
SELECT indicator_id, area_id, period_start, period_months, numerator, denominator, false AS is_verdict
FROM facts.release_point
WHERE release_number = $release_number AND (area_id = 'city' OR area_id LIKE 'comuna-%')
UNION ALL
SELECT
    indicator_id,
    area_id,
    CAST(json_extract_string(body, '$.period_start') AS DATE) AS period_start,
    CAST(json_extract(body, '$.period_months') AS SMALLINT) AS period_months,
    CAST(json_extract(body, '$.numerator') AS DOUBLE) AS numerator,
    CAST(json_extract(body, '$.denominator') AS DOUBLE) AS denominator,
    true AS is_verdict
FROM facts.verdict
WHERE release_number = $release_number AND (area_id = 'city' OR area_id LIKE 'comuna-%')
  AND json_extract_string(body, '$.period_start') IS NOT NULL
UNION ALL
SELECT
    indicator_id,
    area_id,
    CAST(json_extract_string(body, '$.compared.period_start') AS DATE) AS period_start,
    CAST(json_extract(body, '$.compared.period_months') AS SMALLINT) AS period_months,
    CAST(json_extract(body, '$.compared.numerator') AS DOUBLE) AS numerator,
    CAST(json_extract(body, '$.compared.denominator') AS DOUBLE) AS denominator,
    true AS is_verdict
FROM facts.verdict
WHERE release_number = $release_number AND (area_id = 'city' OR area_id LIKE 'comuna-%')
  AND json_extract_string(body, '$.compared.period_start') IS NOT NULL;
