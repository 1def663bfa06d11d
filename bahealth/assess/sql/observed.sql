-- One row: one observation of an indicator in force at a cut-off, from the newest delivery accepted by then; those of
-- single centres and teams are not judged.
SELECT observation.area_id, observation.period_start, observation.period_months, observation.numerator,
       observation.denominator, observation.value, observation.lower, observation.upper, observation.sampling_flag,
       observation.is_denominator_estimated, delivery.is_simulated, observation.delivery_id, observation.note
FROM facts.observation AS observation
JOIN ops.delivery AS delivery ON delivery.delivery_id = observation.delivery_id
WHERE observation.indicator_id = $indicator_id AND delivery.accepted_at <= $cutoff_at
  AND observation.area_id NOT LIKE 'centre-%' AND observation.area_id NOT LIKE 'team-%'
QUALIFY row_number() OVER (
    PARTITION BY observation.area_id, observation.period_start, observation.period_months
    ORDER BY delivery.accepted_at DESC, delivery.delivery_id DESC
) = 1
ORDER BY observation.area_id, observation.period_start, observation.period_months
