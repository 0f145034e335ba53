-- What happened to a session, one row for each change, written with it. Append only. Without a foreign key: rows are only
-- written by whoever holds the session's lock, and the check would cost more than the row.
CREATE TABLE session_events (
    session_id uuid NOT NULL,
    -- Counts the session's rows, under its lock: without gaps, so that a reader can tell that it has them all.
    sequence integer NOT NULL CHECK (sequence >= 1),
    -- The session's version and status after it.
    version integer NOT NULL CHECK (version >= 0),
    status text NOT NULL,
    -- Whether it made that version. The others are for the timeline only.
    is_visible boolean NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    attempt integer,
    detail text,
    -- The public session body at that version, byte for byte what status, stream and webhooks show.
    body text,
    -- Random for each transaction: tells whether a COMMIT whose answer was lost took effect.
    written_by bigint NOT NULL,
    PRIMARY KEY (session_id, sequence),
    CONSTRAINT session_events_body_when_visible CHECK ((body IS NOT NULL) = is_visible)
);
-- One row for each version; it is also how the row of the current version is found.
CREATE UNIQUE INDEX session_events_by_version ON session_events (session_id, version) WHERE is_visible;
