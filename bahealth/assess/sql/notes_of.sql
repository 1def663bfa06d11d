-- One row: a remark on an indicator in an area, or on the indicator everywhere; oldest first.
SELECT note_id, indicator_id, area_id, happened_on, is_break, text_es, text_en, written_at, written_by
FROM ops.note
WHERE indicator_id = $indicator_id AND (area_id IS NULL OR area_id = $area_id)
  AND ($known_at IS NULL OR written_at <= $known_at)
ORDER BY happened_on, note_id
