-- One accepted delivery with exactly this content, newest first.
SELECT delivery_id, source_id, file_names, content_hash, row_count, is_simulated, accepted_at, accepted_by
FROM ops.delivery
WHERE content_hash = $content_hash
ORDER BY accepted_at DESC, delivery_id DESC
