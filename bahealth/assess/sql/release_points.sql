-- One row: one point of a frozen series.
SELECT point.indicator_id, point.area_id, point.period_start, point.period_months, point.value, point.numerator,
       point.denominator, point.lower, point.upper, point.lower_998, point.upper_998, point.is_denominator_estimated,
       point.is_simulated, point.is_special, point.delivery_id, point.note
FROM facts.release_point AS point
JOIN ops.release AS release ON release.release_number = point.release_number
WHERE point.release_number = $release_number
  AND ($area_id IS NULL OR point.area_id = $area_id)
  AND ($indicator_id IS NULL OR point.indicator_id = $indicator_id)
ORDER BY point.indicator_id, point.area_id, point.period_start, point.period_months
