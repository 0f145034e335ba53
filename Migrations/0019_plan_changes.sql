-- Checkouts that change a subscription which runs already: its provider bills what that costs, so that there is no intent
-- of ours, and what is due is what the provider had worked out.
--
-- Whatever is there has met stricter rules than these, and need not be read again while nobody can get at it.
ALTER TABLE checkout_sessions
    DROP CONSTRAINT checkout_sessions_mode_check,
    DROP CONSTRAINT sessions_due_is_the_sum,
    DROP CONSTRAINT sessions_free_has_no_intent,
    DROP CONSTRAINT sessions_seen_has_intent,
    ADD CONSTRAINT sessions_mode_known CHECK (mode IN ('standard', 'free', 'trial', 'change')) NOT VALID,
    ADD CONSTRAINT sessions_due_is_the_sum CHECK (
        discount <= amount AND CASE mode
            WHEN 'standard' THEN due = amount - discount + tax
            WHEN 'change' THEN discount = 0 AND tax = 0
            ELSE due = 0 END) NOT VALID,
    ADD CONSTRAINT sessions_free_has_no_intent CHECK (
        mode NOT IN ('free', 'change') OR intent_id IS NULL AND (mode = 'change' OR attempt_number IS NULL)) NOT VALID,
    -- Only a session that nobody can see has no intent yet.
    ADD CONSTRAINT sessions_seen_has_intent CHECK (
        version = 0 OR mode IN ('free', 'change') OR intent_id IS NOT NULL) NOT VALID,
    ADD CONSTRAINT sessions_change_changes_something CHECK (
        mode <> 'change' OR existing_subscription_id IS NOT NULL AND price_id IS NOT NULL AND NOT starts_subscription)
        NOT VALID;

-- What a checkout changes its subscription from, and what its buyer was shown to pay for that.
CREATE TABLE session_changes (
    session_id uuid PRIMARY KEY REFERENCES checkout_sessions (id),
    -- The amounts are wrong for a subscription that has another plan by now, or another period.
    from_price_id uuid NOT NULL,
    from_quantity bigint NOT NULL CHECK (from_quantity > 0),
    from_period_start timestamptz,
    -- The change counts from then on, so that it costs what was shown.
    previewed_at timestamptz NOT NULL,
    credited minor_amount NOT NULL,
    charged minor_amount NOT NULL,
    -- Negative when something is left over for bills to come.
    total bigint NOT NULL,
    explanation text NOT NULL
);

-- What became of each attempt's call, written by the subscription's own transaction, for a session that missed being told.
CREATE TABLE session_change_ends (
    session_id uuid NOT NULL,
    attempt integer NOT NULL,
    subscription_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'not_done')),
    failure_code text,
    decline_code text,
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, attempt),
    CONSTRAINT session_change_ends_refused_for_a_reason CHECK ((outcome = 'refused') = (failure_code IS NOT NULL)),
    FOREIGN KEY (session_id, attempt) REFERENCES payment_attempts (session_id, number)
);

-- Which checkout an owed change was asked for by. The call has to be repeated word for word, and so with the time that the
-- change counts from.
ALTER TABLE subscriptions
    ADD COLUMN owed_session_id uuid,
    ADD COLUMN owed_attempt integer,
    ADD COLUMN owed_previewed_at timestamptz,
    ADD CONSTRAINT subscriptions_owed_purchase_whole CHECK (
        num_nulls(owed_session_id, owed_attempt, owed_previewed_at) IN (0, 3)
        AND (owed_session_id IS NULL OR owed_kind IS NOT NULL AND owed_kind = 'change')) NOT VALID;
