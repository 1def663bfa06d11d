-- One row: a column of a table of ops, in the order in which the table has them.
SELECT columns.table_name, columns.column_name
FROM information_schema.columns AS columns
JOIN information_schema.tables AS tables
    ON tables.table_schema = columns.table_schema AND tables.table_name = columns.table_name
WHERE columns.table_schema = 'ops' AND tables.table_type = 'BASE TABLE'
ORDER BY columns.table_name, columns.ordinal_position
