"""Reads the planned images and writes the data set: whole, or not at all."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from edge_app.capture.readers.files import open_recording
from edge_app.capture.readers.limits import Limits
from edge_app.capture.readers.recording import RecordedFrame, Recording
from edge_app.errors import CaptureError, ExportError
from edge_app.records import GreyImage
from edge_app.system.atomic_write import PART, fsync_tree, make_folder, write_output
from edge_app.system.csv_cells import plain_row
from quantize.dataset.declaration import Declaration
from quantize.dataset.importers.candidate import FaultError
from quantize.dataset.importers.masks import painted
from quantize.dataset.importers.plan import Plan, Planned
from quantize.dataset.manifest import Sample, write_manifest

LOG = "import_log.csv"  # which file became which image; may name patients
LIMITS = Limits(seconds=600.0)  # s of a frame: a workstation may be busy, and no image must be lost for that
_COLOURED = 24  # of 255 between channels, from which a picture is coloured and not grey


@dataclass(frozen=True)
class Imported:
    """What came of a plan."""

    samples: tuple[Sample, ...]
    faults: tuple[str, ...]  # of images that could not be read
    corrections: dict[str, int]  # what was done to images -> how many


def write_data_set(plan: Plan, out: Path, strict: bool, progress: Callable[[], object]) -> Imported:
    """Make the folder `out` of every image that can be read. progress: called after each.

    strict: write nothing where an image is left out. Raises ExportError when there is something at `out`, or the disk refuses.
    """
    if strict and plan.faults:
        raise _left_out(plan.faults)
    with _new_folder(out) as folder:
        for kind in ("images", "masks"):
            make_folder(folder / kind)
        renamed = _numbers(plan) if plan.mapping.rename_subjects else {}
        samples: list[Sample] = []
        faults: list[str] = []
        corrections: Counter[str] = Counter()
        log: list[list[object]] = []
        for planned in plan.images:
            try:
                sample, done = _import(planned, folder, len(samples) + 1, renamed, plan.mapping.simulated)
            except FaultError as exc:
                faults.append(str(exc))
            except CaptureError as exc:
                named = planned.candidate.file.relative_to(plan.source).as_posix() == planned.candidate.where
                faults.append(str(exc) if named else f"{planned.candidate.where}: {exc}")
            else:
                samples.append(sample)
                corrections.update(done)
                where = planned.candidate.file.relative_to(plan.source).as_posix()
                log.append([sample.image, where, sample.subject, planned.values["subject"], "; ".join(done)])
            progress()
        if not samples:
            raise ExportError(f"no image of {plan.source} could be read, so nothing was written; {faults[0]}")
        if strict and faults:
            raise _left_out(faults)
        if not any(sample.mask for sample in samples):
            (folder / "masks").rmdir()
        mapping = plan.mapping
        write_manifest(folder, samples, Declaration(mapping.simulated, mapping.source, mapping.licence))
        write_output(folder / LOG, _csv([["image", "file", "subject", "subject in the source", "corrections"], *log]))
    return Imported(tuple(samples), tuple(faults), dict(corrections))


def _left_out(faults: Sequence[str]) -> ExportError:
    return ExportError(f"{len(faults)} images or rows would be left out, so nothing was written; {faults[0]}")


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out`, which becomes `out` after the block and is removed by an exception in it."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"{out} is there already; name a new folder")
    part = out.with_name(f".{out.name}{PART}")
    try:
        shutil.rmtree(part, ignore_errors=True)  # of a program that was killed
        make_folder(part)
        yield part
        fsync_tree(part)
        if out.exists():
            out.rmdir()
        part.rename(out)
    except OSError as exc:
        raise ExportError(f"{out} cannot be written ({exc.strerror or exc}); check space and permissions") from exc
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _numbers(plan: Plan) -> dict[object, str]:
    """A number for each subject, by the order of their names, which says nothing of anybody."""
    subjects = sorted({str(one.values["subject"]) for one in plan.images})
    return {subject: f"P{number:0{len(str(len(subjects)))}d}" for number, subject in enumerate(subjects, 1)}


def _import(
    planned: Planned, folder: Path, number: int, renamed: dict[object, str], simulated: bool
) -> tuple[Sample, tuple[str, ...]]:
    """Write one image and its mask; its row, and what was done to its pixels."""
    candidate, values = planned.candidate, dict(planned.values)
    recording = open_recording(candidate.file, LIMITS)
    frame = _frame(planned, recording)
    done = [*recording.corrections, *frame.corrections]
    if recording.warning:
        done.append("scaled to 8 bits" if "16-bit" in recording.warning else "read in spite of an irregularity")
    if frame.colour is not None and int(frame.colour.max()) > _COLOURED:
        done.append("colour made grey")
    name = f"{number:05d}.png"
    _write(folder / "images" / name, frame.pixels)
    mask = None
    if candidate.mask is not None:
        _check_turned(planned, recording, frame)
        stored = _stored_shape(frame, recording)
        try:
            _write(folder / "masks" / name, painted(candidate.mask, _shape(frame.pixels), stored, candidate.where))
        except FaultError:
            (folder / "images" / name).unlink()
            raise
        mask = f"masks/{name}"
    if frame.mm_per_pixel is not None:
        values.setdefault("mm_per_pixel", frame.mm_per_pixel)
    subject = str(values.pop("subject"))
    sample = Sample(
        image=f"images/{name}",
        mask=mask,
        subject=renamed.get(subject, subject),
        simulated=simulated,
        **values,  # type: ignore[arg-type]
    )
    return sample, tuple(done)


def _frame(planned: Planned, recording: Recording) -> RecordedFrame:
    """The one that is meant, of a file with several."""
    candidate = planned.candidate
    index = candidate.frame
    if said := candidate.said.get("frame"):
        if not said[0].text.isdecimal() or int(said[0].text) < 1:
            raise FaultError(f"{candidate.where}: frame is {said[0].text!r}, which is not a whole number from 1")
        index = int(said[0].text) - 1
    if index is None and recording.count not in (None, 1):
        raise FaultError(
            f"{candidate.where}: {candidate.file.name} holds {recording.count} images; name the one that is meant as frame"
        )
    found = next(islice(recording.frames(), index or 0, None), None)
    if found is None:
        raise FaultError(f"{candidate.where}: {candidate.file.name} has no frame {(index or 0) + 1}")
    return found


def _check_turned(planned: Planned, recording: Recording, frame: RecordedFrame) -> None:
    """Raise FaultError where an image is stored turned, and the mask's size cannot tell whether the mask is."""
    turned = [done for done in (*recording.corrections, *frame.corrections) if done.startswith(("turned", "mirrored"))]
    quarter = turned in (["turned by 90 degrees"], ["turned by 270 degrees"])
    if turned and not (quarter and len(set(frame.pixels.shape)) == 2):
        raise FaultError(
            f"{planned.candidate.where}: the image is stored {turned[0].replace('turned by', 'to be turned by')}, and nothing "
            "says whether its mask is; save both upright"
        )


def _shape(pixels: GreyImage) -> tuple[int, int]:
    return int(pixels.shape[0]), int(pixels.shape[1])


def _stored_shape(frame: RecordedFrame, recording: Recording) -> tuple[int, int]:
    """Of a DICOM file whose pixels were made square; that of the frame otherwise."""
    if not recording.corrections:
        return _shape(frame.pixels)
    from pydicom import dcmread

    try:
        header = dcmread(recording.path, stop_before_pixels=True, force=True)
        return int(header.Rows), int(header.Columns)
    except (AttributeError, ValueError):
        return _shape(frame.pixels)


def _write(path: Path, pixels: GreyImage) -> None:
    whole, data = cv2.imencode(".png", np.ascontiguousarray(pixels))
    if not whole:
        raise ExportError(f"{path} cannot be written as PNG")
    path.write_bytes(data.tobytes())


def _csv(rows: list[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(plain_row(row) for row in rows)
    return text.getvalue().encode()
