-- A client's name for one request, and what was answered to it: written in the transaction of the effect.
CREATE TABLE idempotency_keys (
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    -- A hash of route and body: the same key for another request is the caller's mistake.
    fingerprint bytea NOT NULL,
    -- Which request has it; one that takes over a dead one's key gives its own.
    claim_id uuid NOT NULL,
    -- What the request has made so far, so that whoever takes over goes on with it.
    session_id uuid,
    created_at timestamptz NOT NULL,
    -- Until when the request has to be answered or counts as dead; null when it is answered.
    locked_until timestamptz,
    status_code integer CHECK (status_code BETWEEN 200 AND 599),
    -- Sealed: an answer may hold a client secret.
    body bytea,
    PRIMARY KEY (organization_id, livemode, key),
    CONSTRAINT idempotency_keys_answered_whole CHECK (
        (locked_until IS NULL) = (status_code IS NOT NULL) AND (status_code IS NULL) = (body IS NULL))
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
