-- What a paid checkout turns into: a customer's subscription, the features it entitles to, and the trials that were had.

CREATE TABLE subscriptions (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers (id),
    provider text NOT NULL,
    account_id text,
    -- What the merchant had declared when it was made.
    past_due_policy text NOT NULL CHECK (past_due_policy IN ('keep', 'revoke')),
    created_at timestamptz NOT NULL,

    version integer NOT NULL CHECK (version >= 1),
    -- Counts every change, also those that nobody is told of: a look-up's answer is old if it has moved.
    revision integer NOT NULL CHECK (revision >= 1),
    -- The number of rows in subscription_events.
    last_sequence integer NOT NULL CHECK (last_sequence >= 1),
    status text NOT NULL,
    product_id uuid NOT NULL,
    price_id uuid NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    currency currency_code NOT NULL,
    unit_amount minor_amount NOT NULL,
    billing_interval text NOT NULL CHECK (billing_interval IN ('day', 'week', 'month', 'year')),
    interval_count integer NOT NULL CHECK (interval_count > 0),
    metadata metadata_object NOT NULL DEFAULT '{}',
    -- The checkout it came from.
    session_id uuid,
    origin_intent_id text,
    origin_paid minor_amount,
    anchor timestamptz,
    current_period_start timestamptz,
    current_period_end timestamptz,
    paid_until timestamptz,
    trial_end timestamptz,
    cancel_at_period_end boolean NOT NULL,
    cancel_at timestamptz,
    canceled_at timestamptz,
    ended_at timestamptz,
    provider_customer_id text,
    provider_subscription_id text,
    provider_item_id text,
    provider_price_id text,
    payment_method text,
    -- The one call that the provider has not answered yet, recorded before it is made.
    owed_kind text,
    owed_number integer,
    owed_sent_at timestamptz,
    owed_is_under_way boolean,
    owed_is_in_doubt boolean,
    -- What an owed change changes to.
    owed_product_id uuid,
    owed_price_id uuid,
    owed_quantity bigint,
    owed_currency currency_code,
    owed_unit_amount minor_amount,
    owed_interval text,
    owed_interval_count integer,
    call_count integer NOT NULL CHECK (call_count >= 0),
    link_expires_at timestamptz,
    updated_at timestamptz NOT NULL,
    event_at timestamptz,
    reported_at timestamptz,
    is_stale boolean NOT NULL,
    check_at timestamptz,
    check_count integer NOT NULL CHECK (check_count >= 0),
    -- Until then a worker has it; not part of how it stands.
    claimed_until timestamptz,

    CONSTRAINT subscriptions_status_known CHECK (
        status IN ('draft', 'pending_payment', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled',
            'incomplete', 'incomplete_expired')),
    -- Terminal states and their times come and stay together.
    CONSTRAINT subscriptions_ended_when_terminal CHECK (
        (ended_at IS NOT NULL) = (status IN ('canceled', 'incomplete_expired'))),
    CONSTRAINT subscriptions_canceled_has_a_time CHECK (status <> 'canceled' OR canceled_at IS NOT NULL),
    CONSTRAINT subscriptions_period_whole CHECK (
        (current_period_start IS NULL) = (current_period_end IS NULL) AND current_period_start <= current_period_end),
    -- What runs has a period, and somebody looks after it.
    CONSTRAINT subscriptions_live_has_a_period CHECK (
        status NOT IN ('trialing', 'active', 'past_due', 'unpaid', 'paused')
        OR current_period_start IS NOT NULL AND check_at IS NOT NULL),
    CONSTRAINT subscriptions_link_only_before_payment CHECK (link_expires_at IS NULL OR status = 'pending_payment'),
    CONSTRAINT subscriptions_pending_has_a_link CHECK (status <> 'pending_payment' OR link_expires_at IS NOT NULL),
    CONSTRAINT subscriptions_origin_whole CHECK (
        session_id IS NOT NULL OR origin_intent_id IS NULL AND origin_paid IS NULL),
    CONSTRAINT subscriptions_owed_whole CHECK (
        (owed_kind IS NULL) = (owed_number IS NULL) AND (owed_kind IS NULL) = (owed_sent_at IS NULL)
        AND (owed_kind IS NULL) = (owed_is_under_way IS NULL) AND (owed_kind IS NULL) = (owed_is_in_doubt IS NULL)),
    CONSTRAINT subscriptions_owed_known CHECK (
        owed_kind IN ('customer', 'payment_method', 'subscription', 'cancel_at_period_end', 'reactivation',
            'cancellation', 'change', 'refund')),
    CONSTRAINT subscriptions_owed_plan_whole CHECK (
        (owed_price_id IS NOT NULL) = (owed_kind IS NOT NULL AND owed_kind = 'change')
        AND num_nulls(owed_product_id, owed_price_id, owed_quantity, owed_currency, owed_unit_amount, owed_interval,
            owed_interval_count) IN (0, 7)),
    CONSTRAINT subscriptions_owed_is_numbered CHECK (owed_number IS NULL OR owed_number BETWEEN 1 AND call_count),
    -- What is owed has a time at which it is taken up again.
    CONSTRAINT subscriptions_owed_is_checked CHECK (owed_kind IS NULL OR check_at IS NOT NULL)
);

-- The rule that everything rests on when two tabs pay at once: one live subscription of a customer to a product.
CREATE UNIQUE INDEX subscriptions_one_live ON subscriptions (organization_id, livemode, customer_id, product_id)
    WHERE status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused');
-- A session makes one subscription, whatever is repeated.
CREATE UNIQUE INDEX subscriptions_of_session ON subscriptions (session_id) WHERE session_id IS NOT NULL;
-- Which one a provider's event is about.
CREATE UNIQUE INDEX subscriptions_at_provider ON subscriptions (provider, provider_subscription_id)
    WHERE provider_subscription_id IS NOT NULL;
CREATE INDEX subscriptions_of_organization ON subscriptions (organization_id, livemode, created_at DESC, id DESC);
CREATE INDEX subscriptions_of_customer ON subscriptions (customer_id, created_at DESC, id DESC);
CREATE INDEX subscriptions_due ON subscriptions (check_at) WHERE check_at IS NOT NULL;

-- What happened to a subscription, one row for each change, written with it. Append only.
CREATE TABLE subscription_events (
    subscription_id uuid NOT NULL REFERENCES subscriptions (id),
    -- Counts the subscription's rows, under its lock.
    sequence integer NOT NULL CHECK (sequence >= 1),
    version integer NOT NULL CHECK (version >= 1),
    status text NOT NULL,
    is_visible boolean NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    detail text,
    -- Random for each transaction: tells whether a COMMIT whose answer was lost took effect.
    written_by bigint NOT NULL,
    PRIMARY KEY (subscription_id, sequence)
);
CREATE UNIQUE INDEX subscription_events_by_version ON subscription_events (subscription_id, version)
    WHERE is_visible;

-- Which products' features a customer may use, by a subscription or by a single purchase. The features themselves are the
-- product's, so that one that is added is everybody's at once.
CREATE TABLE entitlements (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers (id),
    product_id uuid NOT NULL,
    subscription_id uuid REFERENCES subscriptions (id),
    session_id uuid,
    granted_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT entitlements_have_one_source CHECK (num_nonnulls(subscription_id, session_id) = 1),
    CONSTRAINT entitlements_revoked_later CHECK (revoked_at >= granted_at)
);
-- Granted once by each source until it is revoked.
CREATE UNIQUE INDEX entitlements_by_subscription ON entitlements (subscription_id, product_id)
    WHERE subscription_id IS NOT NULL AND revoked_at IS NULL;
CREATE UNIQUE INDEX entitlements_by_session ON entitlements (session_id, product_id) WHERE session_id IS NOT NULL;
CREATE INDEX entitlements_of_customer ON entitlements (customer_id) WHERE revoked_at IS NULL;

-- One trial for a customer and product. The row outlives the subscription.
CREATE TABLE subscription_trials (
    customer_id uuid NOT NULL REFERENCES customers (id),
    product_id uuid NOT NULL,
    subscription_id uuid NOT NULL REFERENCES subscriptions (id),
    started_at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, product_id)
);

-- Events and reviews can be about a subscription too.
ALTER TABLE provider_events ADD COLUMN subscription_id uuid;
CREATE INDEX provider_events_of_subscription ON provider_events (subscription_id, received_at)
    WHERE subscription_id IS NOT NULL;
ALTER TABLE reviews ADD COLUMN subscription_id uuid;

-- Declared by the merchant: whether features outlive a failed renewal.
ALTER TABLE organizations ADD COLUMN past_due_entitlements text NOT NULL DEFAULT 'keep'
    CHECK (past_due_entitlements IN ('keep', 'revoke'));
