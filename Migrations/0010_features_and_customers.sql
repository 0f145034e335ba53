-- What a feature gives and how much of it, and customers as the API lists and finds them.

ALTER TABLE product_features
    -- Whether it is there at all (boolean), how many there may be (number), or how much may be used (metered).
    ADD COLUMN kind text NOT NULL DEFAULT 'boolean'
        CONSTRAINT product_features_kind_known CHECK (kind IN ('boolean', 'number', 'metered')),
    -- Without one there is no end to it. A JSON number is exact up to here.
    ADD COLUMN feature_limit bigint
        CONSTRAINT product_features_limit_exact CHECK (feature_limit BETWEEN 0 AND 9007199254740991),
    -- When use is counted from nothing again; without one, never.
    ADD COLUMN reset_period text
        CONSTRAINT product_features_reset_known CHECK (reset_period IN ('billing_period', 'day', 'month')),
    ADD CONSTRAINT product_features_boolean_is_not_counted CHECK (kind <> 'boolean' OR feature_limit IS NULL),
    ADD CONSTRAINT product_features_only_use_is_reset CHECK (kind = 'metered' OR reset_period IS NULL);

CREATE INDEX customers_of_organization ON customers (organization_id, livemode, created_at DESC, id DESC);
-- Nobody has two mailboxes that differ in their capitals only.
DROP INDEX customers_by_email;
CREATE INDEX customers_by_email ON customers (organization_id, livemode, lower(email), created_at, id);
