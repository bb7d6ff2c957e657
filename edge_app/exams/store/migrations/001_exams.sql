-- Exams, their shots, and the audit trail.
CREATE TABLE exam (
    id            TEXT PRIMARY KEY,      -- 32 hexadecimal digits
    started       TEXT NOT NULL,         -- UTC, ISO 8601
    by            TEXT NOT NULL,
    finished      TEXT,                  -- NULL while it goes on
    identifier    TEXT,                  -- patient: the clinic's own; NULL is anonymous
    age           INTEGER,               -- years
    sex           TEXT,
    height_cm     REAL,
    weight_kg     REAL,
    shots_taken   INTEGER NOT NULL DEFAULT 0,  -- also those removed: a number is never used twice
    verdict       TEXT,                  -- the clinician's
    reason        TEXT,
    verdict_by    TEXT,
    verdict_given TEXT
) STRICT;

CREATE TABLE shot (
    exam         TEXT NOT NULL REFERENCES exam (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,       -- from 1, never used twice
    muscle       TEXT NOT NULL,
    side         TEXT NOT NULL,
    taken        TEXT NOT NULL,
    picture      BLOB NOT NULL,          -- lossless PNG, grey
    sequence     INTEGER NOT NULL,
    captured_ns  INTEGER NOT NULL,       -- monotonic clock of that boot
    mm_per_pixel REAL,
    source       TEXT NOT NULL,
    x            INTEGER NOT NULL,       -- region of interest, px
    y            INTEGER NOT NULL,
    w            INTEGER NOT NULL,
    h            INTEGER NOT NULL,
    label        TEXT NOT NULL,
    probability  REAL,
    heat         BLOB NOT NULL,          -- float32, little-endian, rows first
    heat_rows    INTEGER NOT NULL,
    guard        TEXT NOT NULL,
    echo         REAL NOT NULL,
    bundle       TEXT NOT NULL,
    engine       TEXT NOT NULL,
    PRIMARY KEY (exam, number)
) STRICT;

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    who    TEXT NOT NULL,
    action TEXT NOT NULL,
    exam   TEXT NOT NULL,
    detail TEXT NOT NULL,
    seal   BLOB NOT NULL
) STRICT;

CREATE TABLE audit_end (                 -- one row
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seal BLOB NOT NULL
) STRICT;
