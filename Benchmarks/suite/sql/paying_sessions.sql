-- A session for each row of bench_stock whose first attempt waits for the provider's word, as a confirm leaves it.
-- Foreign keys are not checked: the rows below fit together.
SET session_replication_role = replica;
WITH stock AS MATERIALIZED (SELECT * FROM bench_stock ORDER BY random()),
sessions AS (
    INSERT INTO checkout_sessions (
        id, organization_id, livemode, client_secret_hash, provider, mode, presentation, currency, amount, discount,
        tax, due, quantity, trial_days, price_id, product_id, product_name, product_description, product_features,
        starts_subscription, grants_entitlements, customer_email, customer_external_id, late_after_expiry,
        late_after_cancel, created_at, expires_at, version, last_sequence, status, intent_id,
        intent_awaits_confirmation, attempt_number, attempt_payment_method, attempt_origin, attempt_started_at,
        attempt_sent_at, attempt_outcome, attempt_request_is_over, updated_at, check_at, check_count,
        public_body)
    SELECT id, :'organization', false, secret_hash, 'stripe', 'standard', 'embedded', 'usd', 4900, 0, 0, 4900, 1, 0,
        :'paid_price', :'product', 'Community', 'For trying it out', '{"Three projects","Mail support"}', false, false,
        'buyer-' || number || '@example.com', 'buyer-' || number, 'refund', 'refund', now(), now() + interval '1 day',
        2, 2, 'processing', 'pi_bench_' || number, false, 1, 'pm_card_visa', 'till', now(), now(), 'started', false,
        now(), now() + interval '1 hour', 0, replace(:'body', '{ID}', wire_id)
    FROM stock),
intents AS (
    INSERT INTO payment_intents (
        session_id, organization_id, livemode, provider, provider_intent_id, kind, amount, currency, created_at)
    SELECT id, :'organization', false, 'stripe', 'pi_bench_' || number, 'payment', 4900, 'usd', now() FROM stock),
attempts AS (
    INSERT INTO payment_attempts (
        session_id, number, payment_method, origin, started_at, sent_at, outcome, request_is_over)
    SELECT id, 1, 'pm_card_visa', 'till', now(), now(), 'started', false FROM stock),
events AS (
    INSERT INTO session_events (session_id, sequence, version, status, is_visible, kind, at, attempt, body, written_by)
    SELECT id, 2, 2, 'processing', true, 'attempt_started', now(), 1, replace(:'body', '{ID}', wire_id), number
    FROM stock)
INSERT INTO session_due (session_id, due_at) SELECT id, now() + interval '1 hour' FROM stock;
