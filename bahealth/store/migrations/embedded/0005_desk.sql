-- The desk of those who send data: files handed in and their way through three hands, refusals, contested values.

-- A file that somebody filled and handed in, with its content; it counts for nothing until it is released.
CREATE TABLE ops.hand_in (
    hand_in_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    content BLOB NOT NULL,
    content_hash VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    handed_in_at TIMESTAMP NOT NULL,
    handed_in_by VARCHAR NOT NULL
);

-- What happened to a handed-in file; the newest step counts.
CREATE TABLE ops.hand_in_step (
    step_id VARCHAR PRIMARY KEY,
    hand_in_id VARCHAR NOT NULL,
    step VARCHAR NOT NULL CHECK (step IN ('checked', 'released', 'sent_back', 'withdrawn')),
    delivery_id VARCHAR,
    reason VARCHAR NOT NULL,
    at TIMESTAMP NOT NULL,
    by VARCHAR NOT NULL
);

-- A file that was looked at and refused: what the calendar of deliveries says of the attempt, never its content.
CREATE TABLE ops.refused_attempt (
    attempt_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    file_names VARCHAR NOT NULL,
    problem_count BIGINT NOT NULL,
    first_problem VARCHAR NOT NULL,
    at TIMESTAMP NOT NULL,
    by VARCHAR NOT NULL
);

-- A value that somebody contests: what stands, what they say it should be, by which method, and why.
CREATE TABLE ops.contest (
    contest_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_months SMALLINT NOT NULL,
    stands_value DOUBLE,
    stands_delivery_id VARCHAR NOT NULL,
    claimed_value DOUBLE,
    claimed_numerator DOUBLE,
    claimed_denominator DOUBLE,
    method VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    at TIMESTAMP NOT NULL,
    by VARCHAR NOT NULL
);

-- The ruling on a contested value, at most one.
CREATE TABLE ops.contest_ruling (
    contest_id VARCHAR PRIMARY KEY,
    is_upheld BOOLEAN NOT NULL,
    delivery_id VARCHAR,
    reason VARCHAR NOT NULL,
    at TIMESTAMP NOT NULL,
    by VARCHAR NOT NULL
);
