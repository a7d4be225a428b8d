-- Boots that the console saw, what was made of them, the rule of each host, and what was pinned for a trial.
CREATE TABLE boots (
    -- in the order in which they were first seen
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    host          TEXT NOT NULL,
    boot_id       TEXT NOT NULL,
    first_seen    TEXT NOT NULL,
    last_seen     TEXT NOT NULL,
    -- JSON of model::BootState, when it was looked at last
    state         TEXT NOT NULL,
    decision      TEXT,
    decided_by    TEXT,
    decided_at    TEXT,
    -- a rule acts once a boot
    rule_acted_at TEXT,
    rule_trouble  TEXT,
    UNIQUE (host, boot_id)
) STRICT;

CREATE TABLE verdict_rules (
    host         TEXT PRIMARY KEY,
    rule         TEXT NOT NULL,
    wait_minutes INTEGER NOT NULL,
    set_by       TEXT NOT NULL,
    set_at       TEXT NOT NULL
) STRICT;

CREATE TABLE trial_pins (
    host       TEXT PRIMARY KEY,
    deployment TEXT NOT NULL
) STRICT;
