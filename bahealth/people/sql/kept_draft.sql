-- One row: what a member has typed into a form and not sent; at most one.
SELECT body, kept_at FROM ops.draft WHERE member = $member AND form = $form
