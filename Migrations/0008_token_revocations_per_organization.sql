-- Only the organization whose token it is can take it back, so that nobody else's row may stand in the way of that.
ALTER TABLE session_token_revocations
    DROP CONSTRAINT session_token_revocations_pkey,
    ADD PRIMARY KEY (token_id, organization_id);
