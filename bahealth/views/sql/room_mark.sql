-- One row: how far a session is; another mark means that something on its screens has changed.
SELECT
    (SELECT coalesce(max(version), 0) FROM ops.session_version WHERE session_id = $session_id) AS session_version,
    (SELECT coalesce(max(version), 0) FROM ops.agenda_version WHERE session_id = $session_id) AS agenda_version,
    (SELECT coalesce(max(place), 0) FROM ops.presented WHERE session_id = $session_id) AS presented_place,
    (SELECT count(*) FROM ops.captured_version WHERE session_id = $session_id) AS captured_count
