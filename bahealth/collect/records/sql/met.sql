-- One delivered row whose key is that of a record in force, and whether both say the same.
SELECT
    delivered.record_key, delivered.is_withdrawn, delivered.first_on, delivered.last_on,
    present.delivery_number, present.first_on AS before_first_on, present.last_on AS before_last_on,
    delivered.said IS NOT DISTINCT FROM present.said AS is_same_but_end,
    delivered.said IS NOT DISTINCT FROM present.said
        AND delivered.last_on IS NOT DISTINCT FROM present.last_on AS is_same
FROM delivered_row AS delivered
JOIN present_row AS present USING (record_key)
