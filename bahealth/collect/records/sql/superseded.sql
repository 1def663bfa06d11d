-- One record in force that a delivery changes or withdraws.
SELECT
    $record_kind AS record_kind, delivery_number, record_key, CAST($by_number AS INTEGER) AS by_number
FROM met_row
WHERE is_withdrawn OR NOT is_same
