-- One row: a dated remark on a series, appended.
INSERT INTO ops.note (note_id, indicator_id, area_id, happened_on, is_break, text_es, text_en, written_at, written_by)
VALUES ($note_id, $indicator_id, $area_id, $happened_on, $is_break, $text_es, $text_en, $written_at, $written_by)
