-- One row: how often a sign-in has been ended by its person, once or never.
SELECT count(*) AS count FROM ops.sign_out WHERE subject = $subject AND signed_at = $signed_at
