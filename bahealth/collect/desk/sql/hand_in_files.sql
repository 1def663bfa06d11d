-- One file of a handed-in delivery, in the order in which they were sent.
SELECT file_name, content
FROM ops.hand_in_file
WHERE hand_in_id = $hand_in_id
ORDER BY place
