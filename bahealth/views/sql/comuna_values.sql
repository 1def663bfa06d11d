-- One row: what one comuna's verdict says of one indicator in a release, for the strip of comunas.
SELECT
    indicator_id,
    area_id,
    CAST(json_extract(body, '$.value') AS DOUBLE) AS value,
    CAST(json_extract(body, '$.numerator') AS DOUBLE) AS numerator,
    CAST(json_extract(body, '$.denominator') AS DOUBLE) AS denominator,
    CAST(json_extract(body, '$.lower') AS DOUBLE) AS lower,
    CAST(json_extract(body, '$.upper') AS DOUBLE) AS upper,
    CAST(json_extract(body, '$.against_city') AS INTEGER) AS against_city
FROM facts.verdict
WHERE release_number = $release_number AND area_id LIKE 'comuna-%'
ORDER BY indicator_id, area_id;
