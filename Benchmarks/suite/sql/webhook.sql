-- What a webhook about a paid intent reads and writes. Every client has sessions of its own: `stride` from `first` on.
-- The channel is not Till's, which would listen.
\set used :used + 1
\set n :first + :client_id * :stride + :used
\set high random(0, 4611686018427387903)
\set low random(0, 4611686018427387903)
SELECT session_id FROM payment_intents WHERE provider = 'stripe' AND provider_intent_id = 'pi_bench_' || :n::text;
BEGIN;
INSERT INTO provider_events (id, provider, event_id, livemode, type, created_at, received_at, payload, intent_id,
    session_id, state)
VALUES ((lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'))::uuid, 'stripe',
    'evt_bench_' || :n::text, false, 'payment_intent.succeeded', now(), now(), convert_to(:payload, 'UTF8'),
    'pi_bench_' || :n::text, lpad(:n::text, 32, '0')::uuid, 'applied')
ON CONFLICT (provider, event_id) DO NOTHING RETURNING id;
SELECT s.* FROM checkout_sessions s WHERE s.id = lpad(:n::text, 32, '0')::uuid FOR NO KEY UPDATE;
UPDATE checkout_sessions SET version = 3, last_sequence = 3, status = 'completed', attempt_outcome = 'succeeded',
    paid_attempt = 1, paid_at = now(), updated_at = now(), completed_at = now(), ended_at = now(), check_at = NULL,
    public_body = :body
WHERE id = lpad(:n::text, 32, '0')::uuid;
INSERT INTO session_events (session_id, sequence, version, status, is_visible, kind, at, attempt, body, written_by)
VALUES (lpad(:n::text, 32, '0')::uuid, 3, 3, 'completed', true, 'completed', now(), 1, :body, :low);
UPDATE payment_attempts SET outcome = 'succeeded' WHERE session_id = lpad(:n::text, 32, '0')::uuid AND number = 1;
DELETE FROM session_due WHERE session_id = lpad(:n::text, 32, '0')::uuid;
SELECT pg_notify('peer_events', :n::text || ',3');
COMMIT;
