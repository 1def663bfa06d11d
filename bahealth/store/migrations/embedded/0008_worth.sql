-- "Was it worth your time?" Who has answered stands apart from what was answered: counts alone, without an instant and
-- without an order, so that no row of one table leads to a row of the other.
CREATE TABLE ops.worth_answered (
    session_id VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    PRIMARY KEY (session_id, person)
);

CREATE TABLE ops.worth_count (
    session_id VARCHAR PRIMARY KEY,
    worth_count INTEGER NOT NULL,
    answer_count INTEGER NOT NULL
);
