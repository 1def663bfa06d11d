-- One row: somebody who has written a line that the reader may read.
SELECT DISTINCT actor
FROM ops.audit AS line
WHERE NOT list_contains(CAST($closed AS VARCHAR[]), lower(replace(command, '_', '')))
  AND (actor = $actor_name
       OR (NOT list_contains(CAST($own_only AS VARCHAR[]), lower(replace(command, '_', '')))
           AND ($sees_all
                OR list_has_any(string_split(subject, ' '), CAST($names AS VARCHAR[]))
                OR list_contains(CAST($names AS VARCHAR[]), split_part(coalesce(after, ''), ' ', 1)))))
ORDER BY actor
