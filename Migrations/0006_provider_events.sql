-- What providers told us, raw, each once. An event is here before its webhook is answered.
CREATE TABLE provider_events (
    id uuid PRIMARY KEY,
    provider text NOT NULL,
    event_id text NOT NULL CHECK (event_id <> ''),
    livemode boolean NOT NULL,
    account_id text,
    type text NOT NULL,
    -- The provider's own time of it.
    created_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    payload bytea NOT NULL,
    -- The intent it is about, when it is about one.
    intent_id text,
    session_id uuid,
    state text NOT NULL CHECK (state IN ('received', 'applied', 'parked', 'review', 'ignored', 'failed')),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at timestamptz,
    last_error text,
    UNIQUE (provider, event_id),
    -- What is not settled has a time at which it is tried again; "failed" and "review" wait for a person.
    CONSTRAINT provider_events_unsettled_is_tried CHECK ((next_try_at IS NOT NULL) = (state IN ('received', 'parked')))
) WITH (fillfactor = 80);
CREATE INDEX provider_events_in_order ON provider_events (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX provider_events_of_session ON provider_events (session_id, received_at) WHERE session_id IS NOT NULL;
CREATE INDEX provider_events_received ON provider_events (received_at);

-- What a person has to look at: nothing was decided on the strength of it.
CREATE TABLE reviews (
    id uuid PRIMARY KEY,
    organization_id uuid,
    session_id uuid,
    provider_event_id uuid,
    kind text NOT NULL,
    detail text NOT NULL,
    created_at timestamptz NOT NULL,
    resolved_at timestamptz
);
CREATE INDEX reviews_of_session ON reviews (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX reviews_open ON reviews (created_at) WHERE resolved_at IS NULL;
