-- Some seconds at a site, as they came from the probe: without a finding. A frame is a row of its own, to be read by itself.
-- `clips_taken` counts also those removed: a number is never used twice.
ALTER TABLE exam ADD COLUMN clips_taken INTEGER NOT NULL DEFAULT 0;
CREATE TABLE clip (
    exam         TEXT NOT NULL REFERENCES exam (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,       -- from 1, never used twice
    muscle       TEXT NOT NULL,
    side         TEXT NOT NULL,
    taken        TEXT NOT NULL,          -- UTC, ISO 8601: its last frame
    times        BLOB NOT NULL,          -- ns since the first frame, of each: int64, little-endian
    width        INTEGER NOT NULL,       -- px
    height       INTEGER NOT NULL,       -- px
    mm_per_pixel REAL,
    source       TEXT NOT NULL,
    x            INTEGER NOT NULL,       -- region of interest, px
    y            INTEGER NOT NULL,
    w            INTEGER NOT NULL,
    h            INTEGER NOT NULL,
    mirrored     INTEGER,                -- as in shot
    recorded     INTEGER NOT NULL,       -- 1: read from a file
    bytes        INTEGER NOT NULL,       -- of its frames
    PRIMARY KEY (exam, number)
) STRICT;

-- No foreign key: the frames of a deleted clip are erased a few at a time, and each of its pages is written once more for that.
CREATE TABLE clip_frame (
    exam    TEXT NOT NULL,
    clip    INTEGER NOT NULL,
    number  INTEGER NOT NULL,            -- from 0
    picture BLOB NOT NULL,               -- lossless PNG, grey
    PRIMARY KEY (exam, clip, number)
) STRICT;
