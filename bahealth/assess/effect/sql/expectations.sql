-- One row: a stated expectation, newest first, with its withdrawal where there was one.
SELECT stated.expectation_id, stated.body, stated.newest_on, stated.stated_at, stated.stated_by,
       ended.ended_at AS withdrawn_at, ended.ended_by AS withdrawn_by, ended.reason AS withdrawn_reason
FROM ops.expectation AS stated
LEFT JOIN ops.expectation_end AS ended ON ended.expectation_id = stated.expectation_id
WHERE $expectation_id IS NULL OR stated.expectation_id = $expectation_id
ORDER BY stated.stated_at DESC, stated.expectation_id DESC
