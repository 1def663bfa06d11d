-- Who is a member of which department with which role, roles that groups of the sign-in provider bring, and drafts.

-- What is known of a member from a moment on; the newest row of an e-mail address counts. `subject` is the provider and
-- its own name of the person, bound at the first sign-in and let go when the member is put out of action; only a bound
-- row gives a role. A role that a person gave outranks one from a group.
CREATE TABLE ops.member (
    row_id VARCHAR PRIMARY KEY,
    email VARCHAR NOT NULL,
    subject VARCHAR,
    display_name VARCHAR NOT NULL,
    role SMALLINT NOT NULL CHECK (role BETWEEN 0 AND 4),
    department_id VARCHAR,
    is_active BOOLEAN NOT NULL,
    origin VARCHAR NOT NULL CHECK (origin IN ('person', 'group')),
    reason VARCHAR NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by VARCHAR NOT NULL
);

-- The role that a group of the provider brings; the newest row of a group counts, role 0 brings nothing.
CREATE TABLE ops.group_role (
    row_id VARCHAR PRIMARY KEY,
    group_name VARCHAR NOT NULL,
    role SMALLINT NOT NULL CHECK (role BETWEEN 0 AND 4),
    department_id VARCHAR,
    reason VARCHAR NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by VARCHAR NOT NULL
);

-- A sign-in: who the provider said it was, with which groups (a JSON list), and when the cookie was signed.
CREATE TABLE ops.sign_in (
    subject VARCHAR NOT NULL,
    signed_at TIMESTAMP NOT NULL,
    email VARCHAR NOT NULL,
    group_names VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (subject, signed_at)
);

-- A sign-in that its person has ended: its cookie counts nowhere any more, also in tabs that stayed open.
CREATE TABLE ops.sign_out (
    subject VARCHAR NOT NULL,
    signed_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    PRIMARY KEY (subject, signed_at)
);

-- What somebody has typed and not sent yet: kept through a lost connection, an expired sign-in or a conflict.
CREATE TABLE ops.draft (
    member VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    kept_at TIMESTAMP NOT NULL,
    PRIMARY KEY (member, form)
);

CREATE VIEW ops.current_member AS
SELECT *
FROM ops.member
QUALIFY row_number() OVER (PARTITION BY email ORDER BY changed_at DESC, row_id DESC) = 1;

CREATE VIEW ops.current_group_role AS
SELECT *
FROM ops.group_role
QUALIFY row_number() OVER (PARTITION BY group_name ORDER BY changed_at DESC, row_id DESC) = 1;
