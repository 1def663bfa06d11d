-- One row: the value of a period as one release knew it.
SELECT point.release_number, release.released_at, point.period_start, point.period_months, point.value,
       point.numerator, point.denominator, point.lower, point.upper
FROM facts.release_point AS point
JOIN ops.release AS release ON release.release_number = point.release_number
WHERE point.indicator_id = $indicator_id AND point.area_id = $area_id
ORDER BY point.period_start, point.period_months, point.release_number
