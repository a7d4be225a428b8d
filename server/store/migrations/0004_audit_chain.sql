-- The audit log's chain: a record for each line begun and each line ended, in order. Each one's hash is of the record
-- before it, so that nothing can be taken out, put in or altered without showing.
CREATE TABLE audit_chain (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    line    INTEGER NOT NULL,
    step    TEXT NOT NULL CHECK (step IN ('begun', 'ended')),
    -- SHA-256 of what the line said then
    content BLOB NOT NULL,
    -- SHA-256 of the hash before it, and of this record
    hash    BLOB NOT NULL
) STRICT;

CREATE INDEX audit_chain_line ON audit_chain (line, step, seq);
