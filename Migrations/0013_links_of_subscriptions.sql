-- The checkouts by which a subscription that waits for its payment can be paid.
CREATE INDEX checkout_sessions_of_subscription ON checkout_sessions (existing_subscription_id, created_at DESC)
    WHERE existing_subscription_id IS NOT NULL;
