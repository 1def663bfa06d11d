-- The desk of those who send data: files handed in and their way through three hands, refusals, contested values.

-- A delivery that somebody filled and handed in; it counts for nothing until it is released. `covers` names what it
-- speaks of, as JSON: pairs of indicator and period.
CREATE TABLE ops.hand_in (
    hand_in_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    row_count BIGINT NOT NULL CHECK (row_count > 0),
    covers VARCHAR NOT NULL,
    handed_in_at TIMESTAMP NOT NULL,
    handed_in_by VARCHAR NOT NULL
);

-- One file of a handed-in delivery, as it was sent.
CREATE TABLE ops.hand_in_file (
    hand_in_id VARCHAR NOT NULL,
    place SMALLINT NOT NULL,
    file_name VARCHAR NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (hand_in_id, place)
);

-- What happened to a handed-in delivery; the newest step counts. `preview_hash` seals what the checker saw it would
-- change: when that is no longer so, it is checked again.
CREATE TABLE ops.hand_in_step (
    step_id VARCHAR PRIMARY KEY,
    hand_in_id VARCHAR NOT NULL,
    step VARCHAR NOT NULL CHECK (step IN ('checked', 'released', 'sent_back', 'withdrawn')),
    preview_hash VARCHAR,
    delivery_id VARCHAR,
    reason VARCHAR NOT NULL,
    taken_at TIMESTAMP NOT NULL,
    taken_by VARCHAR NOT NULL
);

-- A file that was looked at and refused: what the calendar of deliveries says of the attempt, never its content.
-- `first_problem` is the first reason as JSON, so that each reader gets it in their own language.
CREATE TABLE ops.refused_attempt (
    attempt_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    file_names VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    problem_count BIGINT NOT NULL CHECK (problem_count > 0),
    first_problem VARCHAR NOT NULL,
    tried_at TIMESTAMP NOT NULL,
    tried_by VARCHAR NOT NULL
);

-- A value that somebody contests: what stands, what they say it should be, by which method, and why.
CREATE TABLE ops.contest (
    contest_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_months SMALLINT NOT NULL,
    stands_numerator DOUBLE,
    stands_denominator DOUBLE,
    stands_value DOUBLE,
    stands_delivery_id VARCHAR NOT NULL,
    claimed_numerator DOUBLE,
    claimed_denominator DOUBLE,
    claimed_value DOUBLE,
    method VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    contested_at TIMESTAMP NOT NULL,
    contested_by VARCHAR NOT NULL
);

-- The ruling on a contested value, at most one; `delivery_id` is the delivery of one row by which an upheld claim counts.
CREATE TABLE ops.contest_ruling (
    contest_id VARCHAR PRIMARY KEY,
    is_upheld BOOLEAN NOT NULL,
    delivery_id VARCHAR,
    reason VARCHAR NOT NULL,
    ruled_at TIMESTAMP NOT NULL,
    ruled_by VARCHAR NOT NULL
);
