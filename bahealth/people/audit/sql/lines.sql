-- One row: one line of the record that the reader seeks and may read, newest first.
SELECT line_number, written_at, actor, command, subject, before, after, reason
FROM ops.audit AS line
WHERE ($before_line IS NULL OR line_number < $before_line)
  AND ($from_at IS NULL OR written_at >= $from_at)
  AND ($person IS NULL OR actor = $person)
  AND ($command IS NULL OR lower(replace(command, '_', '')) = $command)
  AND ($area_id IS NULL OR strpos(' ' || subject || ' ', ' ' || $area_id || ' ') > 0
       OR ($is_wide AND strpos(subject, ' ') = 0))
  AND ($member_email IS NULL OR subject = $member_email)
  AND (($indicator_id IS NULL AND $source_id IS NULL)
       OR strpos(' ' || subject || ' ', ' ' || $indicator_id || ' ') > 0
       OR strpos(' ' || subject || ' ', ' ' || $source_id || ' ') > 0
       OR split_part(coalesce(after, ''), ' ', 1) = $source_id)
  AND NOT list_contains(CAST($closed AS VARCHAR[]), lower(replace(command, '_', '')))
  AND (actor = $actor_name
       OR (NOT list_contains(CAST($own_only AS VARCHAR[]), lower(replace(command, '_', '')))
           AND ($sees_all
                OR list_has_any(string_split(subject, ' '), CAST($names AS VARCHAR[]))
                OR list_contains(CAST($names AS VARCHAR[]), split_part(coalesce(after, ''), ' ', 1)))))
ORDER BY line_number DESC
LIMIT $count
