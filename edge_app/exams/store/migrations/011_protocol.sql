-- What an exam examines, as it was when the exam began; an exam without a row examines the routine screening.
CREATE TABLE exam_protocol (
    exam     TEXT PRIMARY KEY REFERENCES exam (id) ON DELETE CASCADE,
    document TEXT NOT NULL               -- JSON, see edge_app/exams/protocols/reader.py
) STRICT;
