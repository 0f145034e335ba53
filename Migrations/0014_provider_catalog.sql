-- Which of a provider's products and prices ours are, so that neither is there twice, and subscriptions are made at the
-- provider's own price.

CREATE TABLE provider_products (
    product_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    provider text NOT NULL CHECK (provider <> ''),
    -- Empty for the platform's own account.
    account_id text NOT NULL,
    provider_product_id text NOT NULL CHECK (provider_product_id <> ''),
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (product_id, provider, account_id),
    UNIQUE (provider, account_id, livemode, provider_product_id),
    FOREIGN KEY (organization_id, livemode, product_id) REFERENCES products (organization_id, livemode, id)
);
CREATE INDEX provider_products_of_organization ON provider_products (organization_id, livemode);

-- For the foreign key that keeps tenants and modes apart.
ALTER TABLE prices ADD CONSTRAINT prices_of_one_tenant UNIQUE (organization_id, livemode, id);

CREATE TABLE provider_prices (
    price_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    livemode boolean NOT NULL,
    provider text NOT NULL CHECK (provider <> ''),
    account_id text NOT NULL,
    provider_price_id text NOT NULL CHECK (provider_price_id <> ''),
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (price_id, provider, account_id),
    UNIQUE (provider, account_id, livemode, provider_price_id),
    FOREIGN KEY (organization_id, livemode, price_id) REFERENCES prices (organization_id, livemode, id)
);
CREATE INDEX provider_prices_of_organization ON provider_prices (organization_id, livemode);
