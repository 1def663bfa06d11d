-- One row: a stretch of time in which a living person lived in one comuna with one cover; stretches never overlap.
-- `is_elsewhere`: in another comuna than the person's first spell.
CREATE OR REPLACE TEMP TABLE residence AS
SELECT resident_key, comuna_id, coverage, from_on, until_on, is_elsewhere
FROM (
    SELECT
        spell.resident_key, spell.comuna_id, spell.coverage, spell.from_on,
        coalesce(least(
            spell.until_on,
            lead(spell.from_on) OVER person,
            death.died_on + 1
        ), DATE '9999-01-01') AS until_on,
        first_value(spell.comuna_id) OVER person <> spell.comuna_id AS is_elsewhere
    FROM facts.current_resident AS spell
    LEFT JOIN (
        SELECT resident_key, min(died_on) AS died_on FROM facts.current_death GROUP BY resident_key
    ) AS death ON death.resident_key = spell.resident_key
    WINDOW person AS (PARTITION BY spell.resident_key ORDER BY spell.from_on, spell.block_id, spell.coverage)
)
WHERE from_on < until_on
