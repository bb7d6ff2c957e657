-- What the worklist said of an exam that was ordered; an exam without a row was not picked from it.
CREATE TABLE exam_order (
    exam             TEXT PRIMARY KEY REFERENCES exam (id) ON DELETE CASCADE,
    accession_number TEXT NOT NULL,      -- these are empty where the worklist said nothing
    study_uid        TEXT NOT NULL,
    procedure_id     TEXT NOT NULL,
    procedure        TEXT NOT NULL,
    step_id          TEXT NOT NULL
) STRICT;
