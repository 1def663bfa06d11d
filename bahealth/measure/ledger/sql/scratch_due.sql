-- One row: a month that a measure gives in this run, or can no longer give; `due_row` is what the program registered.
CREATE OR REPLACE TEMP TABLE due AS SELECT measure_id, month FROM due_row
