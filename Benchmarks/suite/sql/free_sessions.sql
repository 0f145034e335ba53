-- A free session for each row of bench_stock, as a create leaves it.
WITH stock AS MATERIALIZED (SELECT * FROM bench_stock ORDER BY random()),
sessions AS (
    INSERT INTO checkout_sessions (
        id, organization_id, livemode, client_secret_hash, provider, mode, presentation, currency, amount, discount,
        tax, due, quantity, trial_days, price_id, product_id, product_name, product_description, product_features,
        starts_subscription, grants_entitlements, customer_email, customer_external_id, late_after_expiry,
        late_after_cancel, created_at, expires_at, version, last_sequence, status, intent_awaits_confirmation,
        updated_at, check_count, public_body)
    SELECT id, :'organization', false, secret_hash, 'stripe', 'free', 'embedded', 'usd', 0, 0, 0, 0, 1, 0,
        :'free_price', :'product', 'Community', 'For trying it out', '{"Three projects","Mail support"}', false, false,
        'buyer-' || number || '@example.com', 'buyer-' || number, 'refund', 'refund', now(), now() + interval '1 day',
        1, 1, 'pending', false, now(), 0, replace(:'body', '{ID}', wire_id)
    FROM stock),
events AS (
    INSERT INTO session_events (session_id, sequence, version, status, is_visible, kind, at, body, written_by)
    SELECT id, 1, 1, 'pending', true, 'created', now(), replace(:'body', '{ID}', wire_id), number FROM stock)
INSERT INTO session_due (session_id, due_at) SELECT id, now() + interval '1 day' FROM stock;
