-- How a merchant appears on the pages that buyers see. All of it is checked before it is stored; that a page can only ever be
-- given a colour and an encrypted address is said here, too.
ALTER TABLE organizations
    ADD COLUMN logo_url text CHECK (logo_url ~ '^https?://[^\s"''<>]+$' AND length(logo_url) <= 500),
    ADD COLUMN accent_color text CHECK (accent_color ~ '^#[0-9a-f]{6}$');

-- What the buyer has said on the page and may correct there; what the merchant has said nobody can overwrite.
ALTER TABLE checkout_sessions
    ADD COLUMN email_from_page boolean NOT NULL DEFAULT false,
    ADD COLUMN name_from_page boolean NOT NULL DEFAULT false;
