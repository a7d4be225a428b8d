-- What proves who somebody is beside their password. Times are RFC 3339 text.
CREATE TABLE one_time_codes (
    user      TEXT PRIMARY KEY COLLATE NOCASE
              REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    -- base32, encrypted
    secret    BLOB NOT NULL,
    -- the newest step of 30 s whose code was taken: none is taken twice
    used_step INTEGER NOT NULL,
    added_at  TEXT NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    user TEXT NOT NULL COLLATE NOCASE
         REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    -- SHA-256
    hash BLOB NOT NULL,
    PRIMARY KEY (user, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    -- the credential's id, in URL-safe base64
    id         TEXT PRIMARY KEY,
    user       TEXT NOT NULL COLLATE NOCASE
               REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    label      TEXT NOT NULL,
    -- the name of the console that it is for
    site       TEXT NOT NULL,
    -- JSON of the crate webauthn-rs: its public key and counter
    credential TEXT NOT NULL,
    added_at   TEXT NOT NULL,
    used_at    TEXT
) STRICT;
