-- What providers say and what stands here are compared every so often, whether or not anything was heard.

-- When a subscription is compared again; null for one that ended long ago, or that no provider knows of.
ALTER TABLE subscriptions ADD COLUMN compare_at timestamptz DEFAULT now();
CREATE INDEX subscriptions_to_compare ON subscriptions (compare_at) WHERE compare_at IS NOT NULL;

-- Passes over whole lists, each made by one process at a time.
CREATE TABLE sweeps (
    name text PRIMARY KEY,
    -- When the next one begins, or is taken over from a process that died.
    next_at timestamptz NOT NULL,
    -- Up to what moment the last one that came to its end had seen everything.
    seen_until timestamptz
);
