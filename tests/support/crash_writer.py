"""A program that saves exam after exam and reports what it was told is saved; the crash tests kill it, or fail its disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from edge_app.errors import StoreError
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found

IMAGES = 3  # of every exam


def save(folder: Path, exams: int, report: int) -> None:
    """Save, and write "image EXAM NUMBER", "finished EXAM" or "refused SENTENCE" to the descriptor `report`."""
    try:
        store = ExamStore(folder, KEY, "nurse")
    except StoreError as exc:
        _say(report, f"refused {exc}")
        return
    with store:
        for seed in range(exams):
            try:
                exam = store.start(PATIENT).id
                for image in range(IMAGES):
                    number = store.add(exam, SITE, found(seed + image, 120, 160), ENGINE).number
                    _say(report, f"image {exam} {number}")
                store.finish(exam)
                _say(report, f"finished {exam}")
            except StoreError as exc:
                _say(report, f"refused {exc}")


def _say(report: int, line: str) -> None:
    os.write(report, f"{line}\n".encode())


if __name__ == "__main__":
    save(Path(sys.argv[1]), int(sys.argv[2]), 1)
