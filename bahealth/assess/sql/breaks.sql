-- One row: a day on which a series broke, known at a cut-off; no area means every area.
SELECT indicator_id, area_id, happened_on
FROM ops.note
WHERE is_break AND written_at <= $cutoff_at
ORDER BY indicator_id, area_id, happened_on
