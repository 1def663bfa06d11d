-- Centres over time, delivered travel times, and what was measured of nearness.

-- One stretch of time in which a centre was open, with what was told of its place, hours and services.
CREATE TABLE facts.opening (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    centre_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    longitude DOUBLE,
    latitude DOUBLE,
    hours VARCHAR,
    services VARCHAR,
    from_on DATE NOT NULL,
    until_on DATE
);

-- Minutes from one block to one centre by a mode, leaving at an instant in UTC; `occurred_on` is its day in Buenos Aires.
CREATE TABLE facts.travel_time (
    delivery_number INTEGER NOT NULL,
    record_key UBIGINT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    block_id VARCHAR NOT NULL,
    comuna_id VARCHAR NOT NULL,
    centre_id VARCHAR NOT NULL,
    minutes DOUBLE NOT NULL,
    mode VARCHAR NOT NULL,
    departs_at TIMESTAMP NOT NULL,
    occurred_on DATE NOT NULL
);

CREATE VIEW facts.current_opening AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.opening AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'openings') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

CREATE VIEW facts.current_travel_time AS
SELECT record.* EXCLUDE (is_withdrawn)
FROM facts.travel_time AS record
SEMI JOIN ops.record_delivery AS accepted ON accepted.delivery_number = record.delivery_number
ANTI JOIN (SELECT delivery_number, record_key FROM facts.replaced_record WHERE record_kind = 'travel_times') AS replaced
    ON replaced.delivery_number = record.delivery_number AND replaced.record_key = record.record_key
WHERE NOT record.is_withdrawn;

-- One run of measuring nearness: by which definition and settings, from which deliveries, with which network. The
-- delivery is what it changed, if anything.
CREATE TABLE ops.access_measurement (
    run_id VARCHAR PRIMARY KEY,
    definition_hash VARCHAR NOT NULL,
    program_version VARCHAR NOT NULL,
    settings VARCHAR NOT NULL,
    network_hash VARCHAR NOT NULL,
    deliveries_read VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    changed_count BIGINT NOT NULL,
    delivery_id VARCHAR,
    measured_at TIMESTAMP NOT NULL,
    measured_by VARCHAR NOT NULL
);
