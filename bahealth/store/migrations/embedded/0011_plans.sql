-- A plan of sites that somebody saved under a name, as it was then: `body` is the plan as JSON. It is never changed.
CREATE TABLE ops.plan (
    plan_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL
);
