-- One row: a measured value that differs from the one in force; without counts where a run gave one and none does any more.
WITH known AS (
    SELECT observation.*
    FROM facts.current_observation AS observation
    SEMI JOIN due ON due.measure_id = observation.indicator_id AND due.month = observation.period_start
    WHERE observation.period_months = 1
)
SELECT
    coalesce(result.measure_id, known.indicator_id) AS indicator_id,
    coalesce(result.area_id, known.area_id) AS area_id,
    coalesce(result.period_start, known.period_start) AS period_start,
    result.numerator, result.denominator, result.lower, result.upper
FROM (SELECT * FROM result WHERE part IS NULL) AS result
FULL JOIN known
    ON known.indicator_id = result.measure_id AND known.area_id = result.area_id
    AND known.period_start = result.period_start
WHERE (
    result.numerator IS DISTINCT FROM known.numerator
    OR result.denominator IS DISTINCT FROM known.denominator
    OR result.lower IS DISTINCT FROM known.lower
    OR result.upper IS DISTINCT FROM known.upper
    OR (known.indicator_id IS NOT NULL AND known.is_simulated <> $is_simulated)
) AND (
    result.measure_id IS NOT NULL
    -- What nobody measured, such as totals that a department sent, is not withdrawn.
    OR known.delivery_id IN (SELECT delivery_id FROM ops.measurement WHERE delivery_id IS NOT NULL)
)
ORDER BY indicator_id, area_id, period_start
