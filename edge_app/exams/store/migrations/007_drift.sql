-- Whether a device still gives what the bundle was validated on. No pixels, no names: a patient is a keyed hash.
CREATE TABLE drift_exam (
    exam    TEXT NOT NULL REFERENCES exam (id) ON DELETE CASCADE,
    device  TEXT NOT NULL,               -- as in shot.source
    bundle  TEXT NOT NULL,
    month   TEXT NOT NULL,               -- UTC, 2026-11: when the exam was finished
    numbers TEXT NOT NULL,               -- JSON of ExamNumbers
    PRIMARY KEY (exam, device, bundle)
) STRICT;

CREATE TABLE drift_state (
    device TEXT NOT NULL,
    bundle TEXT NOT NULL,
    state  TEXT NOT NULL,                -- JSON of MonitorState
    PRIMARY KEY (device, bundle)
) STRICT;

CREATE TABLE drift_alarm (
    device TEXT NOT NULL,
    bundle TEXT NOT NULL,
    month  TEXT NOT NULL,                -- UTC, when it was raised
    alarm  TEXT NOT NULL                 -- JSON of DriftAlarm
) STRICT;
