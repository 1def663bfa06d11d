-- One row: the last day of the newest accepted deviation of an indicator in an area, not ended by somebody.
SELECT deviation.indicator_id, deviation.area_id, max(deviation.until_on) AS until_on
FROM ops.deviation AS deviation
LEFT JOIN ops.deviation_end AS ended
    ON ended.deviation_id = deviation.deviation_id AND ended.ended_at <= $cutoff_at
WHERE deviation.accepted_at <= $cutoff_at AND ended.deviation_id IS NULL
GROUP BY deviation.indicator_id, deviation.area_id
ORDER BY deviation.indicator_id, deviation.area_id
