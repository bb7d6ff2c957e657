"""The frames of clips on their way into the process that exports them: the same bytes, and no hang where they end."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.export.export import ExportOptions, write_exam
from edge_app.exams.export.pseudonyms import derive_export_key
from edge_app.exams.export.report_context import NO_CONTEXT
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.subprocess import export_in_subprocess
from edge_app.exams.records import Exam
from edge_app.exams.store.store import ExamStore
from tests.support.clips import add_clip, screens
from tests.support.exam_factories import KEY, PATIENT

NOTICE = "Research use only."
MOST = 60  # MB that six clips may cost beyond an exam without any: one clip, encoded, has 25 to 35


def finished(store: ExamStore) -> Exam:
    """An exam with two clips."""
    exam = store.start(PATIENT).id
    for pixels in (screens(), screens()[2:] + screens()[:2]):
        add_clip(store, exam, pixels)
    store.finish(exam)
    return store.read_whole(exam)


def content(folder: Path) -> dict[str, bytes]:
    """The DICOM objects, by their path."""
    objects = (path for path in folder.rglob("*") if path.is_file() and not path.suffix and path.name != "DICOMDIR")
    return {str(path.relative_to(folder)): path.read_bytes() for path in objects}


def test_the_objects_are_those_of_an_export_within_the_program(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam, key = finished(store), derive_export_key(store.key)
        write_exam(exam, key, tmp_path / "here", ExportOptions(NOTICE))
        export_in_subprocess(exam, bytearray(key), tmp_path / "apart", NOTICE, "en", NO_CONTEXT, Stop())
    here, apart = content(tmp_path / "here"), content(tmp_path / "apart")
    assert here == apart and len(here) == 3  # the clips and the report; each DICOMDIR has a UID of its own


class Closed(Sequence[bytes]):
    """The frames of a store that cannot be read any longer."""

    def __len__(self) -> int:
        return 6

    def __getitem__(self, number: object) -> bytes:  # type: ignore[override]
        raise StoreError("exams.db is closed; unlock it with the PIN", ErrorCode.LOCKED)


def test_frames_that_cannot_be_read_end_the_export_and_its_process(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam, key = finished(store), derive_export_key(store.key)
    broken = dataclasses.replace(exam, clips=(dataclasses.replace(exam.clips[0], frames=Closed()), exam.clips[1]))
    with pytest.raises(StoreError, match="is closed"):
        export_in_subprocess(broken, bytearray(key), tmp_path / "stick", NOTICE, "en", NO_CONTEXT, Stop())
    assert not list((tmp_path / "stick").glob("*"))


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("size", "images"), [("800x600", 1), ("1280x800", 18)])
def test_six_clips_of_five_seconds_are_exported_in_little_memory(tmp_path: Path, size: str, images: int, short: bool) -> None:
    """In a program of its own: a process's children are counted together."""
    if short and images > 1:
        pytest.skip("it has no short form: an export gives way to all else, and on a busy machine this one took 23 minutes")
    work = f"from tests.support.export_memory import measure; measure({str(tmp_path)!r}, {size.replace('x', ', ')}, {images})"
    command = [sys.executable, "-c", work]  # no file: the process that exports imports no test
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    without, exporting, own = (int(words) for words in done.stdout.split())
    print(f"{size}, {images} images: {exporting} MB, {without} MB without clips; {own} MB in the process with the open store")
    assert exporting < without + MOST
