"""Stores as earlier programs made them."""

from __future__ import annotations

from contextlib import closing
from importlib.resources import files
from pathlib import Path

from edge_app.exams.store.database import STORE, Database
from tests.support.exam_factories import KEY

UNDO = {  # a step of the tables, by the number in the name of its file, undone
    15: "ALTER TABLE shot DROP COLUMN class_heat; ALTER TABLE shot DROP COLUMN classes",
    14: "ALTER TABLE delivery DROP COLUMN revision; ALTER TABLE exam DROP COLUMN revision",
    13: "ALTER TABLE exam DROP COLUMN clips_taken; DROP TABLE clip; DROP TABLE clip_frame",
    12: "DROP TABLE caliper; DROP TABLE shot_note; DROP TABLE exam_note",
    11: "DROP TABLE exam_protocol",
    10: "DROP TABLE exam_order",
    9: "DROP TABLE delivery",
    8: "ALTER TABLE shot DROP COLUMN recorded",
    7: "DROP TABLE drift_exam; DROP TABLE drift_state; DROP TABLE drift_alarm",
    6: "; ".join(f"ALTER TABLE shot DROP COLUMN {name}" for name in ("views", "reason", "band_high", "band_low")),
    5: "ALTER TABLE shot DROP COLUMN validated",
    4: "ALTER TABLE shot DROP COLUMN threshold",
    3: "DROP INDEX shot_label",
    2: "ALTER TABLE shot DROP COLUMN mirrored",
}


def steps() -> list[int]:
    """The numbers of all steps, in order."""
    return sorted(int(step.name[:3]) for step in files("edge_app.exams.store").joinpath("migrations").iterdir())


def make_older(folder: Path, version: int) -> None:
    """The store's tables as an earlier program made them."""
    with closing(Database(folder / STORE, KEY)) as database:
        for number in reversed(steps()[version:]):
            for statement in UNDO[number].split("; "):
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {version}")
