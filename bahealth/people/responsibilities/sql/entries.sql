-- One row: somebody has entered something about a subject; what the program did by itself is left out.
SELECT DISTINCT actor, subject, split_part(coalesce(after, ''), ' ', 1) AS after_word
FROM ops.audit
WHERE actor NOT IN ('installation', 'simulated city')
  AND lower(replace(command, '_', '')) NOT IN (
      'initstore', 'takeindata', 'bindsecret', 'assignresponsibility', 'confirmresponsibility', 'opencatchuplistrefused'
  )
ORDER BY actor, subject
