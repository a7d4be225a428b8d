-- Accounts, sessions, one-time links and the audit log. Times are RFC 3339 text in UTC.
CREATE TABLE users (
    name       TEXT PRIMARY KEY COLLATE NOCASE,
    role       TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    -- PHC string, argon2id
    password   TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the cookie's value
    secret_hash BLOB PRIMARY KEY,
    user        TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    address     TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    used_at     TEXT NOT NULL
) STRICT;

CREATE TABLE links (
    -- SHA-256 of the link's token
    token_hash BLOB PRIMARY KEY,
    -- NULL: creates the first administrator
    user       TEXT REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          TEXT NOT NULL,
    principal   TEXT NOT NULL,
    address     TEXT NOT NULL,
    action      TEXT NOT NULL,
    host        TEXT,
    target      TEXT,
    outcome     TEXT NOT NULL,
    detail      TEXT,
    duration_ms INTEGER
) STRICT;
