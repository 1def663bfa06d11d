-- Sessions and what comes of them. Each thing is kept as numbered versions; the newest counts. `body` is the thing as JSON.
CREATE TABLE ops.series_version (
    series_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    PRIMARY KEY (series_id, version)
);

CREATE TABLE ops.session_version (
    session_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    PRIMARY KEY (session_id, version)
);

CREATE TABLE ops.agenda_version (
    session_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    PRIMARY KEY (session_id, version)
);

CREATE TABLE ops.story_version (
    session_id VARCHAR NOT NULL,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    PRIMARY KEY (session_id, indicator_id, area_id, version)
);

CREATE TABLE ops.captured_version (
    capture_id VARCHAR NOT NULL,
    session_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    PRIMARY KEY (capture_id, version)
);

-- Which line is on the presenter's screen, and since when: others follow it, and the time spent is told from it.
CREATE TABLE ops.presented (
    session_id VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    line_id VARCHAR,
    shown_at TIMESTAMP NOT NULL,
    shown_by VARCHAR NOT NULL,
    PRIMARY KEY (session_id, place)
);

-- Who has opened the pre-read of a session, and what people thought of the session (nobody's name is kept with that).
CREATE TABLE ops.preread_opened (
    session_id VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    PRIMARY KEY (session_id, person)
);

-- One thing that happened to a commitment after its session; `content` holds an evidence file.
CREATE TABLE ops.commitment_event (
    event_id VARCHAR PRIMARY KEY,
    commitment_id VARCHAR NOT NULL,
    event_number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    content BLOB,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    UNIQUE (commitment_id, event_number)
);

-- What the verdict engine said about the indicator of a commitment at its effect date, with the release it read.
CREATE TABLE ops.judgement (
    commitment_id VARCHAR PRIMARY KEY,
    outcome VARCHAR NOT NULL CHECK (outcome IN ('moved', 'no_signal', 'worse', 'cannot_tell')),
    release_number INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    judged_at TIMESTAMP NOT NULL
);

-- A reminder that was sent, so that none is sent twice.
CREATE TABLE ops.reminder (
    subject_kind VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    occasion VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    sent_at TIMESTAMP NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, occasion, person)
);
