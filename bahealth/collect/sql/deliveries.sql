-- One accepted delivery, newest first, optionally of one source.
SELECT delivery_id, source_id, file_names, content_hash, row_count, is_simulated, accepted_at, accepted_by
FROM ops.delivery
WHERE $source_id IS NULL OR source_id = $source_id
ORDER BY accepted_at DESC, delivery_id DESC
