-- The public body of the session's version, as session_events has it too: how a session stands is what everybody asks all
-- the time, and is so answered by one row of one table. No process of a version before this one may run beside it.
ALTER TABLE checkout_sessions ADD COLUMN public_body text;

UPDATE checkout_sessions s SET public_body = e.body
FROM session_events e
WHERE e.session_id = s.id AND e.version = s.version AND e.is_visible;

ALTER TABLE checkout_sessions ADD CONSTRAINT sessions_body_when_seen CHECK ((public_body IS NOT NULL) = (version > 0));
