-- One row: how many members in action have the highest role.
SELECT count(*) AS count FROM ops.current_member WHERE is_active AND role = 4
