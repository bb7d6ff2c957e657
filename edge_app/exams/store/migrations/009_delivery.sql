-- How far each finished exam is on its way to a destination. Of an export from before this table only the start is known.
CREATE TABLE delivery (
    exam        TEXT NOT NULL REFERENCES exam (id) ON DELETE CASCADE,
    destination TEXT NOT NULL,           -- TITLE@HOST:PORT of a DICOM server, or "a folder"
    state       TEXT NOT NULL,           -- a value of DeliveryState
    at          TEXT NOT NULL,           -- UTC, ISO 8601: when it came to that
    identified  INTEGER NOT NULL,        -- 1: names the patient; 0: under a pseudonym
    language    TEXT NOT NULL,           -- of the report
    reason      TEXT NOT NULL,           -- why the last attempt failed, a value of ErrorCode; empty: none has
    PRIMARY KEY (exam, destination)
) STRICT;
INSERT OR REPLACE INTO delivery
    SELECT exam, substr(detail, instr(detail, ', to ') + 5), 'started', at, detail LIKE 'with identity%', 'en', ''
    FROM audit
    WHERE action = 'export' AND instr(detail, ', to ') > 0 AND exam IN (SELECT id FROM exam)
    ORDER BY number;
