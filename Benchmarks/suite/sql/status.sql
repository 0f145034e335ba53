\set n random(1, :sessions)
SELECT s.id, s.organization_id, s.version, s.status, s.public_body, s.updated_at, s.checked_at,
    s.intent_id IS NOT NULL,
    coalesce(s.attempt_outcome IN ('started', 'unknown', 'requires_action', 'processing'), false)
FROM checkout_sessions s
WHERE s.id = lpad(:n::text, 32, '0')::uuid;
