"""Exports an exam with six clips of 5 s in a process of its own, and prints how much memory that took at most, and this one, MB.

export_memory FOLDER WIDTHxHEIGHT IMAGES
"""

from __future__ import annotations

import resource
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from edge_app.capture.simulated import SimulatedProbe
from edge_app.exams.export.pseudonyms import derive_export_key
from edge_app.exams.export.report_context import NO_CONTEXT
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.subprocess import export_in_subprocess
from edge_app.exams.store.store import ExamStore
from edge_app.exams.workflow import MAX_CLIPS
from edge_app.records import Roi
from edge_app.ui.clip_buffer import MAX_BYTES, SECONDS
from tests.support.clips import TAKEN
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found

RATE = 30  # Hz
SEEN = 10  # different frames, again and again
ROI = Roi(100, 100, 300, 250)


def measure(folder: str, width: int, height: int, images: int) -> None:
    """Print the most memory, MB: of a process that exports the images alone, of one that exports the clips too, and of this one,
    which has the store open.
    """
    store_folder, stick = Path(folder) / "store", Path(folder) / "stick"
    store_folder.mkdir()
    with SimulatedProbe(frames_per_second=RATE) as probe:
        seen = [probe.read() for _ in range(SEEN)]
    size = (width, height)
    seen = [replace(one, pixels=cv2.resize(one.pixels, size, interpolation=cv2.INTER_CUBIC).astype(np.uint8)) for one in seen]
    count = min(round(SECONDS * RATE), MAX_BYTES // (width * height))
    frames = [replace(seen[number % SEEN], sequence=number, captured_ns=round(number * 1e9 / RATE)) for number in range(count)]
    with ExamStore(store_folder, KEY, "nurse") as store:
        for clips in (0, MAX_CLIPS):
            exam = store.start(PATIENT).id
            for seed in range(images):
                store.add(exam, SITE, replace(found(seed), frame=seen[seed % SEEN], roi=ROI), ENGINE)
            for _ in range(clips):
                store.add_clip(exam, SITE, frames, ROI, TAKEN)
            store.finish(exam)
            key = bytearray(derive_export_key(store.key))
            export_in_subprocess(store.read_whole(exam), key, stick, "Research use only.", "en", NO_CONTEXT, Stop())
            print(_most(resource.RUSAGE_CHILDREN), flush=True)
    print(_most(resource.RUSAGE_SELF))


def _most(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss >> 10
