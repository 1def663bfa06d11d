-- One row: whether this store was filled from data/ (and not begun empty, for production).
SELECT count(*) > 0 AS is_true FROM ops.audit WHERE command = 'BuildStore';
