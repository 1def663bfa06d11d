-- One row: an accepted deviation known at a cut-off, with its end where somebody had ended it by then.
SELECT deviation.deviation_id, deviation.indicator_id, deviation.area_id, deviation.from_on, deviation.until_on,
       deviation.reason, deviation.accepted_by, deviation.accepted_at, ended.ended_at, ended.ended_by
FROM ops.deviation AS deviation
LEFT JOIN ops.deviation_end AS ended
    ON ended.deviation_id = deviation.deviation_id AND ended.ended_at <= $cutoff_at
WHERE deviation.accepted_at <= $cutoff_at
ORDER BY deviation.indicator_id, deviation.area_id, deviation.from_on
