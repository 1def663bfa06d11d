-- One handed-in delivery with its newest step, newest first; optionally one of them.
SELECT
    handed.hand_in_id, handed.source_id, handed.content_hash, handed.row_count, handed.covers,
    (
        SELECT string_agg(file.file_name, chr(10) ORDER BY file.place)
        FROM ops.hand_in_file AS file
        WHERE file.hand_in_id = handed.hand_in_id
    ) AS file_names,
    handed.handed_in_at, handed.handed_in_by,
    newest.step, newest.taken_at AS step_at, newest.taken_by AS step_by, newest.preview_hash
FROM ops.hand_in AS handed
LEFT JOIN (
    SELECT *, row_number() OVER (PARTITION BY hand_in_id ORDER BY taken_at DESC, step_id DESC) AS recency
    FROM ops.hand_in_step
) AS newest ON newest.hand_in_id = handed.hand_in_id AND newest.recency = 1
WHERE $hand_in_id IS NULL OR handed.hand_in_id = $hand_in_id
ORDER BY handed.handed_in_at DESC, handed.hand_in_id DESC
