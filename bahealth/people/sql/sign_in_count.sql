-- One row: how often a sign-in has been noted, once or never.
SELECT count(*) AS count FROM ops.sign_in WHERE subject = $subject AND signed_at = $signed_at
