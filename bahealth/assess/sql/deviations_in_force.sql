-- One row: a miss that was accepted on a day, as known at a cut-off.
SELECT deviation.indicator_id, deviation.area_id, deviation.until_on, deviation.reason
FROM ops.deviation AS deviation
LEFT JOIN ops.deviation_end AS ended
    ON ended.deviation_id = deviation.deviation_id AND ended.ended_at <= $cutoff_at
WHERE deviation.accepted_at <= $cutoff_at AND ended.ended_at IS NULL
  AND $as_of BETWEEN deviation.from_on AND deviation.until_on
ORDER BY deviation.indicator_id, deviation.area_id, deviation.until_on
