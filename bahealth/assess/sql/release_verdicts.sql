-- One row: the body of one verdict of a release, in the order in which they were made.
SELECT verdict.body
FROM facts.verdict AS verdict
JOIN ops.release AS release ON release.release_number = verdict.release_number
WHERE verdict.release_number = $release_number
  AND ($area_id IS NULL OR verdict.area_id = $area_id)
  AND ($indicator_id IS NULL OR verdict.indicator_id = $indicator_id)
ORDER BY verdict.indicator_id, verdict.area_id
