-- One contested value with its ruling, newest first; optionally one, or those of an indicator.
SELECT
    contest.contest_id, contest.indicator_id, contest.area_id, contest.period_start, contest.period_months,
    contest.stands_numerator, contest.stands_denominator, contest.stands_value, contest.stands_delivery_id,
    contest.claimed_numerator, contest.claimed_denominator, contest.claimed_value, contest.method, contest.reason,
    contest.contested_at, contest.contested_by,
    ruling.is_upheld, ruling.delivery_id AS ruling_delivery_id, ruling.reason AS ruling_reason, ruling.ruled_at,
    ruling.ruled_by
FROM ops.contest AS contest
LEFT JOIN ops.contest_ruling AS ruling ON ruling.contest_id = contest.contest_id
WHERE ($contest_id IS NULL OR contest.contest_id = $contest_id)
  AND ($indicator_id IS NULL OR contest.indicator_id = $indicator_id)
  AND ($area_id IS NULL OR contest.area_id = $area_id)
ORDER BY contest.contested_at DESC, contest.contest_id DESC
