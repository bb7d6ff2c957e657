"""A program that changes exam after exam, and says each change before and after it; it is killed, or its disk fails.

    exam_changes FOLDER EXAMS

What it says is enough to know what has to be in the store: every exam as its last change that was done left it, or as the one
that had begun would have left it. Nothing between the two, and nothing else.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from edge_app.errors import StoreError
from edge_app.exams.records import (
    Caliper,
    CaliperKind,
    DeletionReason,
    DiscardReason,
    Exam,
    ExamImage,
    Patient,
    Placement,
    ReassignmentReason,
)
from edge_app.exams.store import erasure
from edge_app.exams.store.store import ExamStore
from edge_app.records import Label, Roi
from tests.support.exam_factories import ENGINE, KEY, SITE, found

CLIP_FRAMES = 5
SHAPE = 60, 80  # px of images and frames
TAKEN = "2026-11-30T10:20:30.500+00:00"


@dataclass(frozen=True)
class Kept:
    """What a store has of an exam."""

    patient: str
    images: dict[int, tuple[int, int, str]] = field(default_factory=dict)  # seed, calipers, note; by number
    clips: tuple[int, ...] = ()
    note: str = ""
    has_verdict: bool = False
    is_finished: bool = False
    revision: int = 0

    def with_image(self, number: int, image: tuple[int, int, str]) -> Kept:
        return replace(self, images={**self.images, number: image})


@dataclass(frozen=True)
class Change:
    """One transaction, and what it leaves of an exam."""

    do: Callable[[ExamStore, str, int], object]  # given the exam's id, and its number
    becomes: Callable[[Kept, int], Kept | None]


def calipers(count: int) -> tuple[Caliper, ...]:
    return tuple(Caliper(CaliperKind.DISTANCE, Placement.BY_HAND, (1.0, 2.0 + one), (9.0, 7.5)) for one in range(count))


def add_image(store: ExamStore, exam: str, number: int, place: int) -> ExamImage:
    return store.add(exam, SITE, found(number + place, *SHAPE), ENGINE, calipers(place % 2))


def add_clip(store: ExamStore, exam: str, number: int) -> object:
    return store.add_clip(exam, SITE, [found(number + one, *SHAPE).frame for one in range(CLIP_FRAMES)], Roi(3, 4, 40, 30), TAKEN)


def first_patient(number: int) -> Patient:
    return Patient(f"exam {number}", 44)


def image_added(place: int) -> Change:
    return Change(
        lambda store, exam, number: add_image(store, exam, number, place),
        lambda kept, number: kept.with_image(place, (number + place, place % 2, "")),
    )


# Of every exam, in this order, after it was started.
CHANGES = (
    image_added(1),
    image_added(2),
    image_added(3),
    Change(
        lambda store, exam, number: store.set_calipers(exam, 1, calipers(3)),
        lambda kept, number: kept.with_image(1, (number + 1, 3, "")),
    ),
    Change(
        lambda store, exam, number: store.set_note(exam, "fasciculations", 2),
        lambda kept, number: kept.with_image(2, (number + 2, 0, "fasciculations")),
    ),
    Change(lambda store, exam, number: store.set_note(exam, "cold"), lambda kept, number: replace(kept, note="cold")),
    Change(
        lambda store, exam, number: store.remove(exam, 1, DiscardReason.POOR),
        lambda kept, number: replace(kept, images={place: image for place, image in kept.images.items() if place != 1}),
    ),
    Change(add_clip, lambda kept, number: replace(kept, clips=(1,))),
    Change(add_clip, lambda kept, number: replace(kept, clips=(1, 2))),
    Change(
        lambda store, exam, number: store.remove_clip(exam, 1, DiscardReason.WRONG_SITE),
        lambda kept, number: replace(kept, clips=(2,)),
    ),
    Change(lambda store, exam, number: store.set_note(exam, ""), lambda kept, number: replace(kept, note="")),
    Change(
        lambda store, exam, number: store.give_verdict(exam, Label.NORMAL, "seen"),
        lambda kept, number: replace(kept, has_verdict=True),
    ),
    Change(lambda store, exam, number: store.finish(exam), lambda kept, number: replace(kept, is_finished=True)),
    Change(
        lambda store, exam, number: store.reassign(exam, Patient(f"right {number}", 44), ReassignmentReason.WRONG_PATIENT),
        lambda kept, number: replace(kept, patient=f"right {number}", revision=1),
    ),
    Change(lambda store, exam, number: store.delete(exam, DeletionReason.DUPLICATE), lambda kept, number: None),
)


def change(folder: Path, numbers: range, report: int) -> None:
    """Change the exams of these numbers, which no other has; what is refused is said, and leaves its exam as it is.

    Every second exam is deleted in the end, after the next one was begun.
    """
    erasure.AT_ONCE = 1  # each image and each frame in a transaction of its own: so that some kills come between two
    try:
        store = ExamStore(folder, KEY, "nurse")
    except StoreError as exc:
        _say(report, f"refused {exc}")
        return
    with store:
        doomed = ""
        for number in numbers:
            try:
                _say(report, f"begun {number}")
                exam = store.start(first_patient(number)).id
                _say(report, f"done {number}")
                for one in CHANGES[:-1]:
                    _do(store, one, exam, number, report)
                if doomed:
                    _do(store, CHANGES[-1], doomed, number - 1, report)
                doomed = "" if doomed else exam
            except StoreError as exc:
                _say(report, f"refused {exc}")
                doomed = ""


def _do(store: ExamStore, one: Change, exam: str, number: int, report: int) -> None:
    _say(report, f"begun {number}")
    one.do(store, exam, number)
    _say(report, f"done {number}")


def check_changed(folder: Path, said: list[str], before: dict[int, Kept]) -> dict[int, Kept]:
    """Compare the store with what was said; before: the exams that were in it. Returns those that are in it now."""
    with ExamStore(folder, KEY, "verifier") as store:
        assert store.faults() == [] and store.notices == []
        now = {_number(exam): _kept(exam) for exam in (store.read_whole(line.id) for line in store.exams())}
        assert len(now) == len(store.exams())
        for table, left in erasure.LEFT.items():
            assert store._database.execute(f"SELECT count(*) FROM {table} WHERE {left}") == [(0,)], table
    begun, done = (Counter(int(line.split()[1]) for line in said if line.startswith(word)) for word in ("begun", "done"))
    for number in begun.keys() | before.keys() | now.keys():
        expected = [before[number]] if number in before else [_after(number, done[number]), _after(number, begun[number])]
        assert now.get(number) in expected, f"exam {number}: {now.get(number)}, not {expected}"
    return now


def _after(number: int, changes: int) -> Kept | None:
    """What a store has of an exam after so many changes, the start among them."""
    kept: Kept | None = Kept(f"exam {number}") if changes else None
    for one in CHANGES[: max(changes - 1, 0)]:
        assert kept is not None
        kept = one.becomes(kept, number)
    return kept


def _number(exam: Exam) -> int:
    return int(str(exam.patient.identifier).split()[1])


def _kept(exam: Exam) -> Kept:
    for image in exam.images:
        assert np.array_equal(image.finding.frame.pixels, found(image.finding.frame.sequence, *SHAPE).frame.pixels)
    for clip in exam.clips:
        assert len(tuple(clip.frames)) == len(clip.times_ns) == CLIP_FRAMES  # reads each
    return Kept(
        str(exam.patient.identifier),
        {image.number: (image.finding.frame.sequence, len(image.calipers), image.note) for image in exam.images},
        tuple(clip.number for clip in exam.clips),
        exam.note,
        exam.verdict is not None,
        exam.finished is not None,
        exam.revision,
    )


def _say(report: int, line: str) -> None:
    os.write(report, f"{line}\n".encode())


if __name__ == "__main__":
    change(Path(sys.argv[1]), range(int(sys.argv[2])), 1)
