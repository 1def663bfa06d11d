-- Who is accountable, responsible, consulted and informed for each indicator and source.

-- One assignment; the newest row of a subject, part and department counts, one that is withdrawn leaves none.
CREATE TABLE ops.responsibility (
    row_id VARCHAR PRIMARY KEY,
    subject_kind VARCHAR NOT NULL CHECK (subject_kind IN ('indicator', 'source')),
    subject_id VARCHAR NOT NULL,
    part VARCHAR NOT NULL CHECK (part IN ('accountable', 'responsible', 'consulted', 'informed')),
    department_id VARCHAR NOT NULL,
    member_email VARCHAR,
    substitute_email VARCHAR,
    is_withdrawn BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    at TIMESTAMP NOT NULL,
    by VARCHAR NOT NULL
);

-- Somebody has looked at the assignments of a subject and confirmed that they still hold.
CREATE TABLE ops.responsibility_confirmation (
    row_id VARCHAR PRIMARY KEY,
    subject_kind VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    at TIMESTAMP NOT NULL,
    by VARCHAR NOT NULL
);
