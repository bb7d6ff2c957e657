-- What was measured on an image, and free text about an image and about an exam as a whole.
CREATE TABLE caliper (
    exam    TEXT NOT NULL,
    number  INTEGER NOT NULL,            -- of the image
    place   INTEGER NOT NULL,            -- among the image's calipers, from 0
    kind    TEXT NOT NULL,               -- a value of CaliperKind
    placed  TEXT NOT NULL,               -- a value of Placement
    start_x REAL NOT NULL,               -- source px
    start_y REAL NOT NULL,
    end_x   REAL NOT NULL,
    end_y   REAL NOT NULL,
    PRIMARY KEY (exam, number, place),
    FOREIGN KEY (exam, number) REFERENCES shot (exam, number) ON DELETE CASCADE
) STRICT;
CREATE TABLE shot_note (
    exam   TEXT NOT NULL,
    number INTEGER NOT NULL,             -- of the image
    text   TEXT NOT NULL,
    PRIMARY KEY (exam, number),
    FOREIGN KEY (exam, number) REFERENCES shot (exam, number) ON DELETE CASCADE
) STRICT;
CREATE TABLE exam_note (
    exam TEXT PRIMARY KEY REFERENCES exam (id) ON DELETE CASCADE,
    text TEXT NOT NULL
) STRICT;
