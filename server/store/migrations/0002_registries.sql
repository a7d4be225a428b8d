-- Credentials for registries. The password is encrypted with a key in a file beside the database; registry and user
-- name are bound to it.
CREATE TABLE registries (
    name     TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    -- a nonce of 24 bytes, then XChaCha20-Poly1305's output
    password BLOB NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;
