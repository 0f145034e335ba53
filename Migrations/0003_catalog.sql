-- What is sold, and for how much.

CREATE TABLE products (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    livemode boolean NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    description text CHECK (char_length(description) BETWEEN 1 AND 2000),
    active boolean NOT NULL DEFAULT true,
    metadata metadata_object NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL CHECK (updated_at >= created_at),
    -- For the foreign keys that keep tenants and modes apart.
    UNIQUE (organization_id, livemode, id)
);
CREATE INDEX products_of_organization ON products (organization_id, livemode, created_at DESC, id DESC);

CREATE TABLE product_features (
    product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 0),
    -- By which code asks for the feature; the title is for people.
    key text NOT NULL CHECK (key ~ '^[a-z0-9][a-z0-9_.-]{0,63}$'),
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
    PRIMARY KEY (product_id, position),
    UNIQUE (product_id, key)
);

CREATE TABLE prices (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    product_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('free', 'one_time', 'recurring')),
    currency currency_code NOT NULL,
    unit_amount minor_amount NOT NULL,
    billing_interval text CHECK (billing_interval IN ('day', 'week', 'month', 'year')),
    interval_count integer,
    trial_days integer NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 730),
    active boolean NOT NULL DEFAULT true,
    metadata metadata_object NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL CHECK (updated_at >= created_at),
    -- A price belongs to the tenant and the mode of its product.
    FOREIGN KEY (organization_id, livemode, product_id) REFERENCES products (organization_id, livemode, id),
    CONSTRAINT prices_free_costs_nothing CHECK (kind <> 'free' OR unit_amount = 0),
    CONSTRAINT prices_recurring_has_a_period CHECK (
        (kind = 'recurring') = (billing_interval IS NOT NULL) AND (kind = 'recurring') = (interval_count IS NOT NULL)),
    -- Providers refuse periods of more than a year.
    CONSTRAINT prices_period_is_at_most_a_year CHECK (
        CASE billing_interval
            WHEN 'day' THEN interval_count BETWEEN 1 AND 365
            WHEN 'week' THEN interval_count BETWEEN 1 AND 52
            WHEN 'month' THEN interval_count BETWEEN 1 AND 12
            WHEN 'year' THEN interval_count = 1
            ELSE true
        END),
    CONSTRAINT prices_only_recurring_has_a_trial CHECK (trial_days = 0 OR kind = 'recurring')
);
CREATE INDEX prices_of_organization ON prices (organization_id, livemode, created_at DESC, id DESC);
CREATE INDEX prices_of_product ON prices (product_id);

-- The merchant's customers. They appear after payment.
CREATE TABLE customers (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    livemode boolean NOT NULL,
    -- The merchant's own id of the buyer.
    external_id text CHECK (external_id <> ''),
    email text CHECK (email <> ''),
    name text CHECK (name <> ''),
    tax_id text CHECK (tax_id <> ''),
    metadata metadata_object NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL CHECK (updated_at >= created_at),
    UNIQUE (organization_id, livemode, external_id)
);
CREATE INDEX customers_by_email ON customers (organization_id, livemode, email);
