"""A program that saves exam after exam and reports what it was told is saved; the crash tests kill it, or fail its disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from edge_app.errors import StoreError
from edge_app.exams.records import DiscardReason
from edge_app.exams.store.store import ExamStore
from edge_app.records import Roi
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found

IMAGES = 3  # of every exam
CLIP_FRAMES = 9  # which are erased in three steps
ROI = Roi(3, 4, 40, 30)
TAKEN = "2026-11-30T10:20:30.500+00:00"


def save(folder: Path, exams: int, report: int) -> None:
    """Save, and write "image EXAM NUMBER", "clip EXAM NUMBER", "finished EXAM" or "refused SENTENCE" to the descriptor `report`.

    Every second exam has a clip that is discarded, and one that stays.
    """
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
                if seed % 2:
                    for _ in range(2):
                        frames = [found(frame, 120, 160).frame for frame in range(CLIP_FRAMES)]
                        kept = store.add_clip(exam, SITE, frames, ROI, TAKEN).number
                        if kept == 1:
                            store.remove_clip(exam, kept, DiscardReason.POOR)
                    _say(report, f"clip {exam} {kept}")
                store.finish(exam)
                _say(report, f"finished {exam}")
            except StoreError as exc:
                _say(report, f"refused {exc}")


def _say(report: int, line: str) -> None:
    os.write(report, f"{line}\n".encode())


if __name__ == "__main__":
    save(Path(sys.argv[1]), int(sys.argv[2]), 1)
