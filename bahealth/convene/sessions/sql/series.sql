-- One row: a series as it stands.
SELECT version, body
FROM ops.series_version
WHERE $series_id IS NULL OR series_id = $series_id
QUALIFY row_number() OVER (PARTITION BY series_id ORDER BY version DESC) = 1
