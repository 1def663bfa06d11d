-- One row: one comuna over the period in which the comunas of an indicator are compared, in a release, for the strip.
SELECT
    indicator_id,
    area_id,
    json_extract_string(body, '$.compared') AS compared,
    CAST(json_extract(body, '$.numerator') AS DOUBLE) AS numerator,
    CAST(json_extract(body, '$.denominator') AS DOUBLE) AS denominator
FROM facts.verdict
WHERE release_number = $release_number AND area_id LIKE 'comuna-%'
ORDER BY indicator_id, area_id;
