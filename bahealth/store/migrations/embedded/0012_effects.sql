-- What people expect a change of a site to do, stated before the estimate is shown; never changed, only withdrawn.

-- One statement: `body` holds its terms as JSON; `newest_on` is the last day of the figures that were there then.
CREATE TABLE ops.expectation (
    expectation_id VARCHAR PRIMARY KEY,
    indicator_id VARCHAR NOT NULL,
    newest_on DATE,
    body VARCHAR NOT NULL,
    stated_at TIMESTAMP NOT NULL,
    stated_by VARCHAR NOT NULL
);

CREATE TABLE ops.expectation_end (
    expectation_id VARCHAR PRIMARY KEY,
    reason VARCHAR NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    ended_by VARCHAR NOT NULL
);
