-- Money that goes back: refunds, and disputes that buyers open at their banks. Neither takes features away.

-- A payment of which something went back, or was to. Its row is made with the first, and its lock is what two refunds at
-- once queue up behind. A renewal's payment has no session.
CREATE TABLE refunded_payments (
    provider text NOT NULL,
    intent_id text NOT NULL CHECK (intent_id <> ''),
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    account_id text,
    session_id uuid,
    subscription_id uuid,
    currency currency_code NOT NULL,
    paid minor_amount NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (provider, intent_id),
    CONSTRAINT refunded_payments_were_for_something CHECK (num_nonnulls(session_id, subscription_id) > 0)
);

CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    session_id uuid,
    subscription_id uuid,
    provider text NOT NULL,
    account_id text,
    intent_id text NOT NULL,
    -- Who wanted it: the merchant through us, the session's own rules, or somebody at the provider itself.
    origin text NOT NULL CHECK (origin IN ('api', 'automatic', 'provider')),
    currency currency_code NOT NULL,
    amount minor_amount NOT NULL CHECK (amount > 0),
    ground text CHECK (ground IN ('duplicate', 'fraudulent', 'requested_by_customer')),
    metadata metadata_object NOT NULL DEFAULT '{}',
    -- The request's idempotency key and what it asked for: whoever takes a dead request up finds what it had made.
    request_key text,
    request_fingerprint bytea,
    created_at timestamptz NOT NULL,

    status text NOT NULL,
    -- Null until the provider has told that there is such a refund.
    provider_refund_id text CHECK (provider_refund_id <> ''),
    failure_reason text,
    -- The request to the provider that is not answered: its number, which its key follows from, when it was first and last
    -- sent, and when the last one was whose answer is lost.
    call_number integer CHECK (call_number >= 1),
    call_started_at timestamptz,
    call_sent_at timestamptz,
    call_doubtful_at timestamptz,
    -- Counts every change: a look-up's answer is old if it has moved.
    revision integer NOT NULL CHECK (revision >= 1),
    updated_at timestamptz NOT NULL,
    check_at timestamptz,
    check_count integer NOT NULL CHECK (check_count >= 0),
    -- Until then a worker has it; not part of how it stands.
    claimed_until timestamptz,

    FOREIGN KEY (provider, intent_id) REFERENCES refunded_payments (provider, intent_id),
    CONSTRAINT refunds_were_for_something CHECK (num_nonnulls(session_id, subscription_id) > 0),
    CONSTRAINT refunds_status_known CHECK (
        status IN ('pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
    CONSTRAINT refunds_key_whole CHECK ((request_key IS NULL) = (request_fingerprint IS NULL)),
    CONSTRAINT refunds_call_whole CHECK (
        num_nulls(call_number, call_started_at, call_sent_at) IN (0, 3)
        AND (call_doubtful_at IS NULL OR call_sent_at IS NOT NULL)),
    -- A refund that the provider has not told of is being asked for, or was given up.
    CONSTRAINT refunds_unknown_is_asked_for CHECK (
        provider_refund_id IS NOT NULL OR status = 'failed' OR status = 'pending' AND call_sent_at IS NOT NULL),
    -- What is not known, or not over, has a time at which it is looked at again.
    CONSTRAINT refunds_open_is_checked CHECK (
        check_at IS NOT NULL OR status NOT IN ('pending', 'requires_action') AND call_sent_at IS NULL)
);
-- Whatever tells of it, and however often, it is one refund.
CREATE UNIQUE INDEX refunds_at_provider ON refunds (provider, provider_refund_id) WHERE provider_refund_id IS NOT NULL;
CREATE INDEX refunds_of_payment ON refunds (provider, intent_id);
CREATE INDEX refunds_of_organization ON refunds (organization_id, livemode, created_at DESC, id DESC);
CREATE INDEX refunds_of_session ON refunds (session_id, created_at DESC, id DESC) WHERE session_id IS NOT NULL;
CREATE INDEX refunds_of_subscription ON refunds (subscription_id, created_at DESC, id DESC)
    WHERE subscription_id IS NOT NULL;
CREATE INDEX refunds_by_request ON refunds (organization_id, livemode, request_key) WHERE request_key IS NOT NULL;
CREATE INDEX refunds_due ON refunds (check_at) WHERE check_at IS NOT NULL;

-- Payments that buyers want back through their banks.
CREATE TABLE disputes (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    session_id uuid,
    subscription_id uuid,
    provider text NOT NULL,
    provider_dispute_id text NOT NULL CHECK (provider_dispute_id <> ''),
    intent_id text NOT NULL,
    currency currency_code NOT NULL,
    amount minor_amount NOT NULL,
    status text NOT NULL CHECK (
        status IN ('warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review',
            'won', 'lost', 'prevented')),
    reason text,
    respond_by timestamptz,
    -- What a person was asked to look at; resolved with it.
    review_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (provider, provider_dispute_id),
    FOREIGN KEY (provider, intent_id) REFERENCES refunded_payments (provider, intent_id)
);
CREATE INDEX disputes_of_session ON disputes (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX disputes_of_subscription ON disputes (subscription_id) WHERE subscription_id IS NOT NULL;
