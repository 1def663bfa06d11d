-- Deliveries in, observations, releases with their verdicts, targets, notes and the audit.
CREATE TABLE ops.audit (
    line_number BIGINT PRIMARY KEY,
    written_at TIMESTAMP NOT NULL,
    actor VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    before VARCHAR,
    after VARCHAR,
    reason VARCHAR,
    line_hash VARCHAR NOT NULL
);

-- A delivery that was accepted. Rows of facts.observation count only through this table.
CREATE TABLE ops.delivery (
    delivery_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    file_names VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    row_count BIGINT NOT NULL CHECK (row_count > 0),
    is_simulated BOOLEAN NOT NULL,
    accepted_at TIMESTAMP NOT NULL,
    accepted_by VARCHAR NOT NULL
);

CREATE TABLE facts.observation (
    delivery_id VARCHAR NOT NULL,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_months SMALLINT NOT NULL,
    numerator DOUBLE,
    denominator DOUBLE,
    value DOUBLE,
    lower DOUBLE,
    upper DOUBLE,
    sampling_flag VARCHAR,
    is_denominator_estimated BOOLEAN NOT NULL,
    note VARCHAR
);

CREATE TABLE ops.release (
    release_number INTEGER PRIMARY KEY CHECK (release_number > 0),
    cutoff_at TIMESTAMP NOT NULL,
    released_at TIMESTAMP NOT NULL,
    released_by VARCHAR NOT NULL,
    as_of DATE NOT NULL,
    catalog_version VARCHAR NOT NULL,
    program_version VARCHAR NOT NULL,
    verdict_count BIGINT NOT NULL,
    fingerprint VARCHAR NOT NULL
);

-- The definition of each indicator as it stood in a release, so that an old release explains itself.
CREATE TABLE ops.release_definition (
    release_number INTEGER NOT NULL,
    indicator_id VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    PRIMARY KEY (release_number, indicator_id)
);

-- One point of a frozen series, with interval: what charts and tables draw.
CREATE TABLE facts.release_point (
    release_number INTEGER NOT NULL,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_months SMALLINT NOT NULL,
    value DOUBLE NOT NULL,
    numerator DOUBLE,
    denominator DOUBLE,
    lower DOUBLE,
    upper DOUBLE,
    lower_998 DOUBLE,
    upper_998 DOUBLE,
    is_denominator_estimated BOOLEAN NOT NULL,
    is_simulated BOOLEAN NOT NULL,
    is_special BOOLEAN NOT NULL,
    delivery_id VARCHAR NOT NULL,
    note VARCHAR
);

-- One verdict of a release; body is the whole verdict as JSON, the very object every screen shows.
CREATE TABLE facts.verdict (
    release_number INTEGER NOT NULL,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    body VARCHAR NOT NULL
);

-- A target as it was decided; a later row for the same indicator and area replaces it.
CREATE TABLE ops.target (
    target_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    baseline_start DATE NOT NULL,
    baseline_months SMALLINT NOT NULL,
    baseline_value DOUBLE NOT NULL,
    target_value DOUBLE NOT NULL,
    due_on DATE NOT NULL,
    basis VARCHAR NOT NULL CHECK (basis IN ('history', 'comparison', 'norm', 'decision', 'demonstration')),
    reason VARCHAR NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    set_at TIMESTAMP NOT NULL,
    set_by VARCHAR NOT NULL
);

-- A dated remark on a series; a break says that values before and after are not alike.
CREATE TABLE ops.note (
    note_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR,
    happened_on DATE NOT NULL,
    is_break BOOLEAN NOT NULL,
    text_es VARCHAR NOT NULL,
    text_en VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL,
    written_by VARCHAR NOT NULL
);

-- One target in force: the newest decision for its indicator and area.
CREATE VIEW ops.current_target AS
SELECT target_id, indicator_id, area_id, baseline_start, baseline_months, baseline_value, target_value, due_on, basis,
       reason, set_at, set_by
FROM (
    SELECT *, row_number() OVER (PARTITION BY indicator_id, area_id ORDER BY set_at DESC, target_id DESC) AS recency
    FROM ops.target
)
WHERE recency = 1 AND NOT is_withdrawn;

-- One value in force: of all accepted deliveries the newest that speaks of indicator, area and period.
CREATE VIEW facts.current_observation AS
SELECT observation.*, delivery.source_id, delivery.is_simulated, delivery.accepted_at
FROM facts.observation AS observation
JOIN ops.delivery AS delivery USING (delivery_id)
QUALIFY row_number() OVER (
    PARTITION BY indicator_id, area_id, period_start, period_months ORDER BY accepted_at DESC, delivery_id DESC
) = 1;
