-- A checkout session: what was ordered (never changes) and what has become of it (changes only by a transition of the
-- state machine, under the row's lock).
--
-- Nothing that changes is indexed, so that an update need not touch any index (a HOT update); the free space a page keeps
-- for that is the fillfactor. For the same reason what is due stands in a table of its own. And there is no foreign key to
-- organizations, products or prices: those are archived, never deleted, and the check would make all creates of a
-- merchant share a lock on the merchant's row.
CREATE TABLE checkout_sessions (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    -- SHA-256. The secret contains the session's id, so that nothing is looked up by this.
    client_secret_hash bytea CHECK (octet_length(client_secret_hash) = 32),
    -- The end user whose token ordered it, who may read it too.
    token_user text,

    provider text NOT NULL,
    account_id text,
    mode text NOT NULL CHECK (mode IN ('standard', 'free', 'trial')),
    presentation text NOT NULL CHECK (presentation IN ('embedded', 'redirect')),
    currency currency_code NOT NULL,
    amount minor_amount NOT NULL,
    discount minor_amount NOT NULL,
    tax minor_amount NOT NULL,
    due minor_amount NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    coupon_code text,
    trial_days integer NOT NULL CHECK (trial_days >= 0),
    price_id uuid,
    product_id uuid,
    -- What the buyer was shown, whatever becomes of the product.
    product_name text,
    product_description text,
    product_features text[] NOT NULL DEFAULT '{}',
    billing_interval text CHECK (billing_interval IN ('day', 'week', 'month', 'year')),
    interval_count integer,
    existing_subscription_id uuid,
    starts_subscription boolean NOT NULL,
    grants_entitlements boolean NOT NULL,
    customer_email text,
    customer_name text,
    customer_external_id text,
    customer_tax_id text,
    metadata metadata_object NOT NULL DEFAULT '{}',
    success_url text,
    cancel_url text,
    late_after_expiry text NOT NULL CHECK (late_after_expiry IN ('honour', 'refund')),
    late_after_cancel text NOT NULL CHECK (late_after_cancel IN ('honour', 'refund')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,

    -- 0 while the provider's intent is being made and nobody can see the session.
    version integer NOT NULL CHECK (version >= 0),
    -- The number of rows in session_events.
    last_sequence integer NOT NULL CHECK (last_sequence >= version),
    status text NOT NULL,
    intent_id text,
    -- The provider's secret of the intent, sealed: pages hand it to the provider's own script.
    sealed_intent_secret bytea,
    intent_awaits_confirmation boolean NOT NULL,
    attempt_number integer CHECK (attempt_number >= 1),
    attempt_payment_method text,
    attempt_return_url text,
    attempt_origin text CHECK (attempt_origin IN ('till', 'elsewhere')),
    attempt_started_at timestamptz,
    attempt_sent_at timestamptz,
    attempt_outcome text,
    attempt_request_is_over boolean,
    paid_attempt integer,
    next_action_type text,
    next_action_url text,
    failure_code text,
    failure_decline_code text,
    failure_attempt integer,
    ending text CHECK (ending IN ('expiry', 'cancellation')),
    paid_at timestamptz,
    subscribed_at timestamptz,
    entitled_at timestamptz,
    merchant_notified_at timestamptz,
    late_received_at timestamptz,
    late_resolution text CHECK (late_resolution IN ('honoured', 'refund_owed', 'refunded', 'refund_refused')),
    updated_at timestamptz NOT NULL,
    completed_at timestamptz,
    ended_at timestamptz,
    check_at timestamptz,
    checked_at timestamptz,
    check_count integer NOT NULL CHECK (check_count >= 0),

    CONSTRAINT sessions_status_known CHECK (
        status IN ('pending', 'processing', 'completed', 'failed', 'expired', 'canceled')),
    CONSTRAINT sessions_expire_later CHECK (expires_at > created_at),
    CONSTRAINT sessions_due_is_the_sum CHECK (
        discount <= amount AND CASE mode WHEN 'standard' THEN due = amount - discount + tax ELSE due = 0 END),
    CONSTRAINT sessions_period_whole CHECK ((billing_interval IS NULL) = (interval_count IS NULL)),
    -- Terminal states and their times come and stay together.
    CONSTRAINT sessions_ended_when_terminal CHECK (
        (ended_at IS NOT NULL) = (status IN ('completed', 'expired', 'canceled'))),
    CONSTRAINT sessions_completed_when_completed CHECK ((completed_at IS NOT NULL) = (status = 'completed')),
    CONSTRAINT sessions_paid_when_completed CHECK (paid_at IS NULL OR status = 'completed' AND mode = 'standard'),
    CONSTRAINT sessions_fulfilled_when_completed CHECK (
        coalesce(subscribed_at, entitled_at, merchant_notified_at) IS NULL OR status = 'completed'),
    CONSTRAINT sessions_ending_only_while_open CHECK (ending IS NULL OR ended_at IS NULL),
    CONSTRAINT sessions_free_has_no_intent CHECK (
        mode <> 'free' OR intent_id IS NULL AND attempt_number IS NULL),
    -- Only a session that nobody can see has no intent yet.
    CONSTRAINT sessions_seen_has_intent CHECK (version = 0 OR mode = 'free' OR intent_id IS NOT NULL),
    CONSTRAINT sessions_attempt_whole CHECK (
        CASE WHEN attempt_number IS NULL
            THEN coalesce(attempt_payment_method, attempt_return_url, attempt_origin, attempt_outcome) IS NULL
                AND coalesce(attempt_started_at, attempt_sent_at) IS NULL AND attempt_request_is_over IS NULL
            ELSE attempt_origin IS NOT NULL AND attempt_outcome IS NOT NULL AND attempt_started_at IS NOT NULL
                AND attempt_sent_at IS NOT NULL AND attempt_request_is_over IS NOT NULL
        END),
    CONSTRAINT sessions_attempt_outcome_known CHECK (
        attempt_outcome IN (
            'started', 'unknown', 'requires_action', 'processing', 'succeeded', 'declined', 'not_processed', 'superseded',
            'canceled')),
    -- What we do not know is asked for: an unresolved attempt always has a time at which it is taken up again.
    CONSTRAINT sessions_unresolved_is_checked CHECK (
        check_at IS NOT NULL OR attempt_outcome IS NULL
        OR attempt_outcome NOT IN ('started', 'unknown', 'requires_action', 'processing')),
    CONSTRAINT sessions_no_attempt_after_the_end CHECK (
        ended_at IS NULL OR attempt_outcome IS NULL
        OR attempt_outcome NOT IN ('started', 'unknown', 'requires_action', 'processing')),
    CONSTRAINT sessions_paid_attempt_exists CHECK (paid_attempt IS NULL OR paid_attempt BETWEEN 1 AND attempt_number),
    CONSTRAINT sessions_action_whole CHECK ((next_action_type IS NULL) = (next_action_url IS NULL)),
    CONSTRAINT sessions_failure_whole CHECK (
        failure_code IS NOT NULL OR failure_decline_code IS NULL AND failure_attempt IS NULL),
    -- Late money is either an end or owed work, and owed work has its time.
    CONSTRAINT sessions_late_whole CHECK ((late_received_at IS NULL) = (late_resolution IS NULL)),
    CONSTRAINT sessions_late_after_the_end CHECK (late_received_at IS NULL OR ended_at IS NOT NULL),
    CONSTRAINT sessions_owed_refund_is_checked CHECK (late_resolution <> 'refund_owed' OR check_at IS NOT NULL)
) WITH (fillfactor = 80);

-- The merchant's list, newest first.
CREATE INDEX checkout_sessions_of_organization
    ON checkout_sessions (organization_id, livemode, created_at DESC, id DESC);

-- When a session is to be looked at again: its expiry, or earlier. A row for each session that is open or owes something,
-- and no other, so that the table stays as small as the work. A worker claims a row by moving its time a lease ahead.
CREATE TABLE session_due (
    session_id uuid PRIMARY KEY,
    due_at timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX session_due_in_order ON session_due (due_at);

-- Which session answers an order that is placed again without an idempotency key. The unique row is what a hundred
-- identical orders at once queue up behind.
CREATE TABLE order_fingerprints (
    fingerprint bytea PRIMARY KEY CHECK (octet_length(fingerprint) = 32),
    session_id uuid NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX order_fingerprints_expired ON order_fingerprints (expires_at);

-- Which session a provider's intent belongs to. An intent serves one session, a session has one intent.
CREATE TABLE payment_intents (
    session_id uuid PRIMARY KEY REFERENCES checkout_sessions (id),
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    provider text NOT NULL,
    provider_intent_id text NOT NULL CHECK (provider_intent_id <> ''),
    kind text NOT NULL CHECK (kind IN ('payment', 'setup')),
    amount minor_amount NOT NULL,
    currency currency_code NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (provider, provider_intent_id),
    CONSTRAINT payment_intents_setup_moves_nothing CHECK (kind <> 'setup' OR amount = 0)
);

-- Every try to pay, recorded before the provider is called.
CREATE TABLE payment_attempts (
    session_id uuid NOT NULL REFERENCES checkout_sessions (id),
    number integer NOT NULL CHECK (number >= 1),
    payment_method text,
    return_url text,
    origin text NOT NULL CHECK (origin IN ('till', 'elsewhere')),
    started_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (
        outcome IN (
            'started', 'unknown', 'requires_action', 'processing', 'succeeded', 'declined', 'not_processed', 'superseded',
            'canceled')),
    request_is_over boolean NOT NULL,
    PRIMARY KEY (session_id, number)
) WITH (fillfactor = 80);
-- At most one attempt may be under way: two could be two charges.
CREATE UNIQUE INDEX payment_attempts_one_unresolved ON payment_attempts (session_id)
    WHERE outcome IN ('started', 'unknown', 'requires_action', 'processing');
-- And at most one ever pays.
CREATE UNIQUE INDEX payment_attempts_one_succeeded ON payment_attempts (session_id) WHERE outcome = 'succeeded';
