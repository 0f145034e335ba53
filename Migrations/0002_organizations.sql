-- Who uses the service: merchants, fully isolated from one another, and what they may call with.

CREATE TABLE organizations (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    -- Origins whose browsers may call us on the merchant's behalf.
    allowed_origins text[] NOT NULL DEFAULT '{}',
    -- The connected account that is charged for it, when it is not the platform's own.
    stripe_account_id text CHECK (stripe_account_id <> ''),
    application_fee_basis_points integer NOT NULL DEFAULT 0 CHECK (application_fee_basis_points BETWEEN 0 AND 10000),
    -- What becomes of money that arrives after a session ended: declared beforehand.
    late_after_expiry text NOT NULL DEFAULT 'refund' CHECK (late_after_expiry IN ('honour', 'refund')),
    late_after_cancel text NOT NULL DEFAULT 'refund' CHECK (late_after_cancel IN ('honour', 'refund')),
    created_at timestamptz NOT NULL
);

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    -- A key sees only what was made in its own mode.
    livemode boolean NOT NULL,
    -- SHA-256 of the key: the key itself is shown once and kept nowhere.
    key_hash bytea NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
    -- Enough of it to recognise it in a list.
    hint text NOT NULL CHECK (char_length(hint) BETWEEN 1 AND 32),
    name text NOT NULL DEFAULT '' CHECK (char_length(name) <= 200),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_keys_of_organization ON api_keys (organization_id, created_at);

-- Tokens prove themselves by their signature; only the few that were taken back have to be remembered, and only until
-- they would have expired anyway.
CREATE TABLE session_token_revocations (
    token_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    revoked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_token_revocations_expired ON session_token_revocations (expires_at);
