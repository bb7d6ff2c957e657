"""What a bundle's graph says to one image by the appliance's own path, and how finished answers are kept in a file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Engine
from edge_app.errors import ExportError
from edge_app.guard.fitness import assess_fitness
from edge_app.pipeline import MIN_REGION, analyse
from edge_app.records import Frame, Guard, Label, Permission
from edge_app.system.atomic_write import write_output
from edge_app.views import with_views
from quantize.dataset.manifest import Sample, read_sample


@dataclass(frozen=True)
class ImageAnswer:
    """The answer to one image, and what it is compared with."""

    guard: Guard
    label: Label
    probability: float | None  # as a device says it; None: the guard refused the image
    reason: str | None  # why it is indeterminate
    first_view: float  # calibrated P(abnormal) in one view, also of a refused image, which no device is asked about
    echo: float  # mean grey level of the raw region, 0-255
    muscle_echo: float | None  # mean grey level inside the mask; None: there is no mask
    width: int  # px, of the image
    height: int  # px
    mm_per_pixel: float | None  # mm; None: unknown


def ask(folder: Path, sample: Sample, bundle: ModelBundle, engine: Engine, views: bool) -> ImageAnswer:
    """Judge an image as a device judges one that is frozen, or taken from a file, where the bundle is validated.

    views: ask about several views of the image. Raises ConfigError naming the file at fault, EngineError.
    """
    pixels, mask, roi = read_sample(folder, sample)
    frame = Frame(pixels, 0, 0, sample.scale(len(pixels)), "validation")
    roi = roi.clipped(frame.width, frame.height, min_side=MIN_REGION)
    guard = assess_fitness(frame, roi, bundle.manifest.guard, bundle.texture)
    first = analyse(frame, roi, bundle, engine, Permission.LABEL, Guard.FIT)
    assert first.probability is not None
    finding = first if guard is Guard.FIT else analyse(frame, roi, bundle, engine, Permission.LABEL, guard)
    if views:
        finding = with_views(finding, bundle, engine)
    return ImageAnswer(
        guard=guard,
        label=finding.label,
        probability=finding.probability,
        reason=finding.reason.value if finding.reason else None,
        first_view=first.probability,
        echo=first.echo_intensity,
        muscle_echo=None if mask is None else float(pixels[mask > 0].mean()),
        width=frame.width,
        height=frame.height,
        mm_per_pixel=frame.mm_per_pixel,
    )


@dataclass(frozen=True)
class _Line:
    key: str
    answer: ImageAnswer


class AnswerFile:
    """Finished answers, a line of JSON each, by the hash of all that an answer depends on. Added to as they come."""

    def __init__(self, path: Path) -> None:
        """A file that is not there yet is empty. Raises ExportError."""
        self._path = path
        self._kept: dict[str, ImageAnswer] = {}
        try:
            lines = path.read_bytes().splitlines() if path.exists() else []
        except OSError as exc:
            raise ExportError(f"{path} cannot be read ({exc.strerror}); name another --out") from exc
        decoder = msgspec.json.Decoder(_Line)
        for line in lines:
            try:
                found = decoder.decode(line)
            except msgspec.DecodeError:  # the last line of a run that was killed, or damaged: that image is asked about again
                continue
            self._kept[found.key] = found.answer

    def find(self, key: str) -> ImageAnswer | None:
        return self._kept.get(key)

    def drop_others(self, keys: Iterable[str]) -> None:
        """Keep only the answers with these keys: the file is written anew, without damaged lines. Raises ExportError."""
        wanted = set(keys)
        self._kept = {key: answer for key, answer in self._kept.items() if key in wanted}
        whole = io.BytesIO()
        whole.writelines(_line(key, answer) for key, answer in self._kept.items())
        write_output(self._path, whole.getvalue())

    def add(self, answers: dict[str, ImageAnswer]) -> None:
        """Keep more answers. Raises ExportError."""
        self._kept |= answers
        try:
            with self._path.open("ab") as file:
                file.writelines(_line(key, answer) for key, answer in answers.items())
        except OSError as exc:
            raise ExportError(f"{self._path} cannot be written ({exc.strerror}); check space and permissions") from exc


def _line(key: str, answer: ImageAnswer) -> bytes:
    return msgspec.json.encode(_Line(key, answer)) + b"\n"
