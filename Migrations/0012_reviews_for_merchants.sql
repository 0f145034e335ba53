-- Merchants see what waits for a person in their own matters, and whoever resolves it says how.

ALTER TABLE reviews ADD COLUMN note text CHECK (char_length(note) BETWEEN 1 AND 1000);
ALTER TABLE reviews ADD CONSTRAINT reviews_note_when_resolved CHECK (note IS NULL OR resolved_at IS NOT NULL);
CREATE INDEX reviews_of_organization ON reviews (organization_id, created_at DESC, id DESC)
    WHERE organization_id IS NOT NULL;
CREATE INDEX reviews_in_order ON reviews (created_at DESC, id DESC);
CREATE INDEX reviews_of_event ON reviews (provider_event_id) WHERE provider_event_id IS NOT NULL;
