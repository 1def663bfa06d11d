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
    assigned_at TIMESTAMP NOT NULL,
    assigned_by VARCHAR NOT NULL
);

-- Somebody has looked at the assignments of a subject and confirmed that they still hold.
CREATE TABLE ops.responsibility_confirmation (
    row_id VARCHAR PRIMARY KEY,
    subject_kind VARCHAR NOT NULL CHECK (subject_kind IN ('indicator', 'source')),
    subject_id VARCHAR NOT NULL,
    confirmed_at TIMESTAMP NOT NULL,
    confirmed_by VARCHAR NOT NULL
);

-- One assignment as it stands, withdrawn ones too: they say that a part of the catalogue no longer holds.
CREATE VIEW ops.current_responsibility AS
SELECT row_id, subject_kind, subject_id, part, department_id, member_email, substitute_email, is_withdrawn, reason,
       assigned_at, assigned_by
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY subject_kind, subject_id, part, department_id ORDER BY assigned_at DESC, row_id DESC
    ) AS recency
    FROM ops.responsibility
)
WHERE recency = 1;

-- One confirmation: the newest of its subject.
CREATE VIEW ops.current_confirmation AS
SELECT row_id, subject_kind, subject_id, confirmed_at, confirmed_by
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY subject_kind, subject_id ORDER BY confirmed_at DESC, row_id DESC
    ) AS recency
    FROM ops.responsibility_confirmation
)
WHERE recency = 1;
