-- One row: a part of a measured whole of which any part has changed; part '-' without counts where there is none any more.
WITH known AS (
    SELECT breakdown.*
    FROM facts.current_breakdown AS breakdown
    SEMI JOIN due ON due.measure_id = breakdown.measure_id AND due.month = breakdown.period_start
    WHERE breakdown.period_months = 1 AND breakdown.part <> '-'
),
measured AS (
    SELECT * FROM result WHERE part IS NOT NULL
),
changed AS (
    SELECT DISTINCT
        coalesce(measured.measure_id, known.measure_id) AS measure_id,
        coalesce(measured.area_id, known.area_id) AS area_id,
        coalesce(measured.period_start, known.period_start) AS period_start
    FROM measured
    FULL JOIN known
        ON known.measure_id = measured.measure_id AND known.area_id = measured.area_id
        AND known.period_start = measured.period_start AND known.part = measured.part
    WHERE measured.numerator IS DISTINCT FROM known.numerator
       OR measured.denominator IS DISTINCT FROM known.denominator
       OR (known.measure_id IS NOT NULL AND known.is_simulated <> $is_simulated)
)
SELECT
    changed.measure_id, changed.area_id, changed.period_start, coalesce(measured.part, '-') AS part,
    measured.numerator, measured.denominator
FROM changed
LEFT JOIN measured
    ON measured.measure_id = changed.measure_id AND measured.area_id = changed.area_id
    AND measured.period_start = changed.period_start
ORDER BY changed.measure_id, changed.area_id, changed.period_start, measured.part
