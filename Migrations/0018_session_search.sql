-- What people know of a purchase when they ask about it: its buyer's e-mail or its beginning, the merchant's own id of the
-- buyer, and what the merchant noted with the order. None of it ever changes, so that updates of a session still touch no
-- index; and a session that says nothing of it is in none of these.
CREATE INDEX checkout_sessions_by_email
    ON checkout_sessions (organization_id, livemode, lower(customer_email) text_pattern_ops)
    WHERE customer_email IS NOT NULL;
CREATE INDEX checkout_sessions_by_external_id ON checkout_sessions (organization_id, livemode, customer_external_id)
    WHERE customer_external_id IS NOT NULL;
CREATE INDEX checkout_sessions_by_metadata ON checkout_sessions USING gin (metadata jsonb_path_ops)
    WHERE metadata <> '{}';
