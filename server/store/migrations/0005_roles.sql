-- Roles as data, and what accounts, sessions and the audit log tell beside what they did. Times are RFC 3339 text.
ALTER TABLE users ADD COLUMN source TEXT NOT NULL DEFAULT 'console';
-- JSON array of role names
ALTER TABLE users ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';
UPDATE users SET roles = json_array(role);
ALTER TABLE users DROP COLUMN role;
ALTER TABLE users ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0;

CREATE TABLE roles (
    name TEXT PRIMARY KEY,
    -- JSON of model::RoleSpec
    spec TEXT NOT NULL
) STRICT;

-- What the browser calls itself; when its user last proved who they are.
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN proven_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';

CREATE TABLE tokens (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- SHA-256 of the token
    secret_hash BLOB NOT NULL UNIQUE,
    user        TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    label       TEXT NOT NULL,
    -- narrows what its owner may do
    role        TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    used_at     TEXT,
    -- an IP address
    used_from   TEXT
) STRICT;

ALTER TABLE audit ADD COLUMN rule TEXT;
ALTER TABLE audit ADD COLUMN reason TEXT;
ALTER TABLE audit ADD COLUMN parameters TEXT;

CREATE INDEX audit_principal ON audit (principal, id);
