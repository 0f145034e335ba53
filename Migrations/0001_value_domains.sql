-- The value types every later table shares, so that each rule is written once.

-- ISO 4217, lower case, as it is on the wire.
CREATE DOMAIN currency_code AS text
    CONSTRAINT currency_code_shape CHECK (VALUE ~ '^[a-z]{3}$');

-- An amount in the currency's minor unit. Refunds and discounts are amounts too: a sign never carries meaning.
CREATE DOMAIN minor_amount AS bigint
    CONSTRAINT minor_amount_not_negative CHECK (VALUE >= 0);

-- The merchant's own key-value pairs: always an object, so that a look-up in it never fails.
CREATE DOMAIN metadata_object AS jsonb
    CONSTRAINT metadata_object_shape CHECK (jsonb_typeof(VALUE) = 'object');
