-- Person-level records, what was measured from them, and who looked at lists of people.

-- A delivery of records that was accepted. Its number stands in each of its rows, which count only through this table.
CREATE TABLE ops.record_delivery (
    delivery_number INTEGER PRIMARY KEY,
    delivery_id VARCHAR NOT NULL UNIQUE,
    record_kind VARCHAR NOT NULL,
    withdrawn_count BIGINT NOT NULL,
    replaced_count BIGINT NOT NULL
);

-- Months about which a delivery of records said something new, by kind of record; no last month means from then on.
CREATE TABLE ops.record_touch (
    delivery_number INTEGER NOT NULL,
    record_kind VARCHAR NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE
);

-- One row of an earlier delivery that a later one replaces or withdraws.
CREATE TABLE facts.superseded_record (
    record_kind VARCHAR NOT NULL,
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    by_number INTEGER NOT NULL
);

-- In every table of records `record_key` is the keyed hash of what identifies the record, and `until_on` is the first
-- day on which it no longer holds.

-- One stretch of time in which a person lived in a block with one cover.
CREATE TABLE facts.resident (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    resident_key UBIGINT NOT NULL,
    born_on DATE NOT NULL,
    sex VARCHAR NOT NULL,
    block_id VARCHAR NOT NULL,
    comuna_id VARCHAR NOT NULL,
    coverage VARCHAR NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE
);

-- One live birth. `centre_id` is the public hospital, absent when the birth was elsewhere.
CREATE TABLE facts.birth (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    child_key UBIGINT NOT NULL,
    mother_key UBIGINT NOT NULL,
    born_on DATE NOT NULL,
    discharged_on DATE,
    weight_grams INTEGER,
    gestation_weeks INTEGER,
    centre_id VARCHAR
);

-- One death.
CREATE TABLE facts.death (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    resident_key UBIGINT NOT NULL,
    died_on DATE NOT NULL,
    cause_code VARCHAR
);

-- One stretch of time in which a place of care was open.
CREATE TABLE facts.centre (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    centre_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    comuna_id VARCHAR NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE
);

-- One stretch of time in which a health team worked at a centre for a department.
CREATE TABLE facts.team (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    team_id VARCHAR NOT NULL,
    centre_id VARCHAR NOT NULL,
    department_id VARCHAR NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE
);

-- One stretch of time in which a person was on the list of a team.
CREATE TABLE facts.panel (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    resident_key UBIGINT NOT NULL,
    team_id VARCHAR NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE
);

-- One visit. `occurred_at` is UTC, `occurred_on` the day in Buenos Aires.
CREATE TABLE facts.visit (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    resident_key UBIGINT NOT NULL,
    centre_id VARCHAR NOT NULL,
    team_id VARCHAR,
    occurred_at TIMESTAMP NOT NULL,
    occurred_on DATE NOT NULL,
    kind VARCHAR NOT NULL,
    is_scheduled BOOLEAN NOT NULL,
    triage_level INTEGER,
    diagnosis_code VARCHAR,
    discharge VARCHAR
);

-- For one ICD-10 code, which share of such emergency visits belongs to each class (METHODS section 16); they add to 1.
CREATE TABLE facts.diagnosis_share (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    diagnosis_code VARCHAR NOT NULL,
    non_emergent DOUBLE NOT NULL,
    primary_care_treatable DOUBLE NOT NULL,
    avoidable DOUBLE NOT NULL,
    not_avoidable DOUBLE NOT NULL,
    injury DOUBLE NOT NULL,
    mental_health DOUBLE NOT NULL,
    alcohol DOUBLE NOT NULL,
    drug DOUBLE NOT NULL
);

-- One part of a measured whole, such as the children with three check-ups; counts through ops.delivery.
CREATE TABLE facts.breakdown (
    delivery_id VARCHAR NOT NULL,
    measure_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_months SMALLINT NOT NULL,
    part VARCHAR NOT NULL,
    numerator DOUBLE,
    denominator DOUBLE
);

-- One run of one measure: what it read, by which text, and over which months. The delivery is what it changed, if any.
CREATE TABLE ops.measurement (
    run_id VARCHAR NOT NULL,
    measure_id VARCHAR NOT NULL,
    definition_hash VARCHAR NOT NULL,
    program_version VARCHAR NOT NULL,
    observed_from DATE NOT NULL,
    observed_until DATE NOT NULL,
    first_month DATE,
    last_month DATE,
    changed_count BIGINT NOT NULL,
    delivery_id VARCHAR,
    measured_at TIMESTAMP NOT NULL,
    measured_by VARCHAR NOT NULL,
    PRIMARY KEY (run_id, measure_id)
);

-- One delivery of records that a run of measures read.
CREATE TABLE ops.measured_delivery (
    run_id VARCHAR NOT NULL,
    delivery_number INTEGER NOT NULL,
    PRIMARY KEY (run_id, delivery_number)
);

CREATE VIEW facts.replaced_record AS
SELECT superseded.record_kind, superseded.delivery_number, superseded.record_key
FROM facts.superseded_record AS superseded
JOIN ops.record_delivery AS later ON later.delivery_number = superseded.by_number;

CREATE VIEW facts.current_resident AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.resident AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'residents') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_birth AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.birth AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'births') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_death AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.death AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'deaths') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_centre AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.centre AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'centres') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_team AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.team AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'teams') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_panel AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.panel AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'panels') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_visit AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.visit AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'visits') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_diagnosis_share AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.diagnosis_share AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'diagnosis_shares') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

-- One part in force: of all accepted deliveries the newest that speaks of measure, area and period.
CREATE VIEW facts.current_breakdown AS
SELECT breakdown.*, delivery.is_simulated, delivery.accepted_at
FROM facts.breakdown AS breakdown
JOIN ops.delivery AS delivery USING (delivery_id)
QUALIFY rank() OVER (
    PARTITION BY measure_id, area_id, period_start, period_months ORDER BY accepted_at DESC, delivery_id DESC
) = 1;
