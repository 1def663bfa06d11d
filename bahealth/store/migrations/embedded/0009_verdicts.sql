-- Chances of targets as they were stated, and the control limits that people began again.

-- One chance of meeting a target, as a release stated it; never made anew, scored when its period is known. The
-- period is the one that is judged: it ends with the last whole period up to the target's date.
CREATE TABLE facts.forecast (
    release_number INTEGER NOT NULL,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    newest_on DATE NOT NULL,
    period_start DATE NOT NULL,
    period_months SMALLINT NOT NULL,
    due_on DATE NOT NULL,
    target_value DOUBLE NOT NULL,
    direction VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    probability DOUBLE NOT NULL,
    lower DOUBLE,
    upper DOUBLE,
    widening DOUBLE NOT NULL
);

-- Control limits of a series begun again from a day on, because of a change whose cause is known; a row in
-- ops.rebasing_end undoes it.
CREATE TABLE ops.rebasing (
    rebasing_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    area_id VARCHAR NOT NULL,
    from_on DATE NOT NULL,
    cause VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    decided_by VARCHAR NOT NULL
);

CREATE TABLE ops.rebasing_end (
    rebasing_id VARCHAR PRIMARY KEY,
    reason VARCHAR NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    ended_by VARCHAR NOT NULL
);
