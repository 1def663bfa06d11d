-- One row: minutes from a block to a centre in one delivered matrix.
SELECT block_id, centre_id, minutes
FROM facts.current_travel_time
WHERE mode = $mode AND departs_at = $departs_at
ORDER BY block_id, centre_id
