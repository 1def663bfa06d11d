-- One row: the newest sign-in of a person.
SELECT subject, signed_at, group_names
FROM ops.sign_in
QUALIFY row_number() OVER (PARTITION BY subject ORDER BY signed_at DESC) = 1
