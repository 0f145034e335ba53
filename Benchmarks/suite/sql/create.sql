-- What a create of a free session reads and writes.
\set high random(0, 4611686018427387903)
\set low random(0, 4611686018427387903)
SELECT k.id, k.organization_id, k.livemode, k.hint, k.name, k.created_at, k.last_used_at, k.revoked_at, o.id, o.name,
    o.slug, o.allowed_origins, o.stripe_account_id, o.application_fee_basis_points, o.late_after_expiry, o.late_after_cancel,
    o.created_at
FROM api_keys k JOIN organizations o ON o.id = k.organization_id
WHERE k.key_hash = sha256(convert_to(:key, 'UTF8')) AND k.revoked_at IS NULL;
SELECT r.id, r.organization_id, r.livemode, r.product_id, r.kind, r.currency, r.unit_amount, r.billing_interval,
    r.interval_count, r.trial_days, r.active, r.metadata, r.created_at, r.updated_at, p.name, p.description, p.active,
    ARRAY(SELECT f.title FROM product_features f WHERE f.product_id = p.id ORDER BY f.position)
FROM prices r JOIN products p ON p.id = r.product_id
WHERE r.id = :price AND r.organization_id = :organization AND NOT r.livemode;
BEGIN;
INSERT INTO order_fingerprints AS f (fingerprint, session_id, expires_at)
VALUES (sha256(int8send(:high) || int8send(:low)),
    (lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'))::uuid, now() + interval '1 hour')
ON CONFLICT (fingerprint) DO UPDATE SET fingerprint = EXCLUDED.fingerprint RETURNING f.session_id;
INSERT INTO checkout_sessions (
    id, organization_id, livemode, client_secret_hash, provider, mode, presentation, currency, amount, discount, tax,
    due, quantity, trial_days, price_id, product_id, product_name, product_description, product_features,
    starts_subscription, grants_entitlements, customer_email, customer_external_id, metadata, late_after_expiry,
    late_after_cancel, created_at, expires_at, version, last_sequence, status, intent_awaits_confirmation, updated_at,
    check_count, public_body)
VALUES ((lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'))::uuid, :organization, false,
    sha256(int8send(:high)), 'stripe', 'free', 'embedded', 'usd', 0, 0, 0, 0, 1, 0, :price, :product, 'Community',
    'For trying it out', '{"Three projects","Mail support"}', false, false, 'buyer-' || :low::text || '@example.com',
    'buyer-' || :low::text, '{}', 'refund', 'refund', now(), now() + interval '1 hour', 1, 1, 'pending', false, now(),
    0, :body);
INSERT INTO session_events (session_id, sequence, version, status, is_visible, kind, at, body, written_by)
VALUES ((lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'))::uuid, 1, 1, 'pending', true,
    'created', now(), :body, :low);
INSERT INTO session_due (session_id, due_at)
VALUES ((lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'))::uuid,
    now() + interval '1 hour');
COMMIT;
