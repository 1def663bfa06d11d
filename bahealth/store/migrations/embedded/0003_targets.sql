-- Paths, proposals and their steps, accepted deviations, and which targets the mayor's office confirms.
ALTER TABLE ops.target ADD COLUMN baseline_lower DOUBLE;
ALTER TABLE ops.target ADD COLUMN baseline_upper DOUBLE;
ALTER TABLE ops.target ADD COLUMN path VARCHAR DEFAULT 'straight';
ALTER TABLE ops.target ADD COLUMN milestones VARCHAR DEFAULT '[]';
ALTER TABLE ops.target ADD COLUMN is_loosened BOOLEAN DEFAULT 'false';

-- One step in the life of a target: proposed, approved, confirmed, returned, withdrawn, set. The newest step of an
-- indicator in an area is the version that a command must have seen; `step_number` counts them, so that two writers
-- never make the same one. `terms` is what it was about, as JSON. The step that brings a target into force gives
-- ops.target its id.
CREATE TABLE ops.target_step (
    step_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    step_number INTEGER NOT NULL,
    proposal_id VARCHAR,
    step VARCHAR NOT NULL
        CHECK (step IN ('proposed', 'approved', 'confirmed', 'returned', 'withdrawn', 'set')),
    terms VARCHAR NOT NULL,
    is_loosening BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    by_role SMALLINT NOT NULL,
    UNIQUE (indicator_id, area_id, step_number)
);

-- Whether the mayor's office confirms targets of an indicator; the newest row for an indicator counts, '*' is for all.
CREATE TABLE ops.confirmation_rule (
    rule_id VARCHAR PRIMARY KEY,
    rule_number INTEGER NOT NULL UNIQUE,
    indicator_id VARCHAR NOT NULL,
    is_required BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL
);

-- A miss that the mayor's office accepts until a day; it ends by itself. ops.deviation_end ends it before.
CREATE TABLE ops.deviation (
    deviation_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE NOT NULL,
    reason VARCHAR NOT NULL,
    accepted_at TIMESTAMP NOT NULL,
    accepted_by VARCHAR NOT NULL
);

CREATE TABLE ops.deviation_end (
    deviation_id VARCHAR PRIMARY KEY,
    reason VARCHAR NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    ended_by VARCHAR NOT NULL
);

CREATE OR REPLACE VIEW ops.current_target AS
SELECT target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value, baseline_lower,
       baseline_upper, target_value, due_on, path, milestones, basis, reason, is_loosened, set_at, set_by
FROM (
    SELECT *, row_number() OVER (PARTITION BY indicator_id, area_id ORDER BY set_at DESC, target_id DESC) AS recency
    FROM ops.target
)
WHERE recency = 1 AND NOT is_withdrawn;

-- One accepted deviation, with its end where somebody ended it before its day.
CREATE VIEW ops.current_deviation AS
SELECT deviation.*, ended.ended_at, ended.ended_by
FROM ops.deviation AS deviation
LEFT JOIN ops.deviation_end AS ended USING (deviation_id);
