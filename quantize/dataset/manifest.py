"""A data set: a folder with images/, masks/ and one manifest.csv with a row for each image.

The columns are the fields of `Sample`. Those of the phantoms may be missing or empty: real data have none of them.
Further columns are ignored.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import cv2
import numpy as np

from edge_app.errors import ConfigError, ExportError
from edge_app.records import GreyImage, Label, Muscle, Roi
from edge_app.system.atomic_write import write_output
from edge_app.system.csv_cells import plain_row, text_of_cell

MANIFEST = "manifest.csv"
MARGIN = 0.10  # of the muscle's width and height, kept on each side of its box: the paper's "appropriate edge expansion"


@dataclass(frozen=True)
class Sample:
    """One image and what is known of it."""

    image: str  # path below the folder, grey 8 bit
    mask: str  # path below the folder, not 0 inside the muscle
    subject: str  # images of one subject stay in one part
    muscle: str  # a value of edge_app.records.Muscle
    side: str  # "left" or "right"
    age: int  # years
    sex: str  # "female" or "male"
    height_cm: float
    weight_kg: float
    label: str  # "normal" or "abnormal"
    z_score: float  # of echo intensity against healthy people
    grade: int | None = None  # Heckmatt, 1-4; this and what follows: phantoms only
    gain_db: float | None = None
    dynamic_range_db: float | None = None
    frequency_mhz: float | None = None
    depth_mm: float | None = None
    grey_map: str | None = None
    speckle_reduction: float | None = None


FIELDS = dataclasses.fields(Sample)
REQUIRED = tuple(f.name for f in FIELDS if f.default is dataclasses.MISSING)


def read_manifest(folder: Path) -> list[Sample]:
    """The rows of `folder`/manifest.csv, every one checked, in their order.

    Raises ConfigError, one sentence, for a missing folder, column or file, or a wrong value (with its line).
    """
    path = folder / MANIFEST
    samples: list[Sample] = []
    seen: set[str] = set()
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise ConfigError(f"{path} has no column {missing[0]!r}; its first line must name {', '.join(REQUIRED)}")
            for row in reader:
                sample = _sample(row, f"{path}, line {reader.line_num}")
                for name in (sample.image, sample.mask):
                    if not (folder / name).is_file():
                        raise ConfigError(f"{path}, line {reader.line_num}: {name!r} is not a file below {folder}")
                if sample.image in seen:
                    raise ConfigError(f"{path}, line {reader.line_num}: {sample.image!r} stands in an earlier line already")
                seen.add(sample.image)
                samples.append(sample)
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); give a folder with images/, masks/ and {MANIFEST}") from exc
    except (csv.Error, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path} is not a comma-separated table in UTF-8 ({exc}); write it again") from exc
    if not samples:
        raise ConfigError(f"{path} has no rows; a data set needs at least one image")
    return samples


def write_manifest(folder: Path, samples: Sequence[Sample]) -> None:
    """Write `folder`/manifest.csv. Raises ExportError when the disk refuses."""
    if not folder.is_dir():
        raise ExportError(f"{folder / MANIFEST} cannot be written: there is no such folder; make it first")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f.name for f in FIELDS])
    writer.writerows(plain_row(dataclasses.astuple(sample)) for sample in samples)
    write_output(folder / MANIFEST, text.getvalue().encode())


def _sample(row: dict[str, str | None], where: str) -> Sample:
    values: dict[str, str | int | float | None] = {}
    for field in FIELDS:
        text = text_of_cell((row.get(field.name) or "").strip())
        if not text and field.name not in REQUIRED:
            values[field.name] = None
            continue
        try:
            values[field.name] = _PARSERS.get(field.name, _number)(text)
        except ValueError as exc:
            raise ConfigError(f"{where}: {field.name} is {text!r}, which is not {exc}") from exc
    return Sample(**values)  # type: ignore[arg-type]


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError("one of " + ", ".join(words))
        return text

    return parse


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return parse


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError("a number")
    return value


def _above_zero(text: str) -> float:
    if not text or _number(text) <= 0:
        raise ValueError("a number above 0")
    return _number(text)


def _name(text: str) -> str:
    if not text:
        raise ValueError("a name")
    return text


def _path(text: str) -> str:
    path = PurePosixPath(text)
    if not text or path.is_absolute() or ".." in path.parts:
        raise ValueError("a path below the data set's folder")
    return text


_PARSERS: dict[str, Callable[[str], str | int | float]] = {
    "image": _path,
    "mask": _path,
    "subject": _name,
    "muscle": _one_of(*(m.value for m in Muscle)),
    "side": _one_of("left", "right"),
    "age": _whole(0, 120),
    "sex": _one_of("female", "male"),
    "height_cm": _above_zero,
    "weight_kg": _above_zero,
    "label": _one_of(Label.NORMAL.value, Label.ABNORMAL.value),
    "grade": _whole(1, 4),
    "grey_map": _name,
}  # every other column is a number


def is_simulated(samples: Sequence[Sample]) -> bool:
    """Whether every image is of a phantom: only they have a grade, which nobody has written down for real data."""
    return all(sample.grade is not None for sample in samples)


def data_hash(folder: Path, samples: Sequence[Sample]) -> str:
    """SHA-256 over the manifest and every image and mask, hexadecimal: which data a model was trained on."""
    digest = hashlib.sha256((folder / MANIFEST).read_bytes())
    for sample in samples:
        for name in (sample.image, sample.mask):
            digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


def read_grey(path: Path) -> GreyImage:
    """An image as (H, W) uint8. Raises ConfigError when it is not one."""
    try:
        data = np.fromfile(path, np.uint8)
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror})") from exc
    try:
        # Unchanged, then converted here: a decoder's own conversion may be off by one where the channels are equal.
        pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    except cv2.error as exc:
        raise ConfigError(f"{path} cannot be decoded ({exc.err}); write it again, as PNG") from exc
    if pixels is None or pixels.dtype != np.uint8:
        raise ConfigError(f"{path} is not an 8-bit image; write it again, as PNG, or take its line out of {MANIFEST}")
    if pixels.ndim == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGRA2GRAY if pixels.shape[2] == 4 else cv2.COLOR_BGR2GRAY)
    return pixels  # type: ignore[return-value]


def muscle_region(mask: GreyImage, margin: float = MARGIN) -> Roi:
    """The box of the muscle in a mask (H, W), grown by `margin` of its size on each side, inside the image.

    Raises ConfigError when the mask is empty.
    """
    x, y, w, h = cv2.boundingRect((mask > 0).astype(np.uint8))
    if w == 0:
        raise ConfigError("the mask is empty: it marks no muscle")
    height, width = mask.shape
    left, top = max(0, round(x - margin * w)), max(0, round(y - margin * h))
    right, bottom = min(width, round(x + w + margin * w)), min(height, round(y + h + margin * h))
    return Roi(left, top, right - left, bottom - top)


def read_sample(folder: Path, sample: Sample) -> tuple[GreyImage, GreyImage, Roi]:
    """Image (H, W), mask (H, W) and the muscle's region of one row. Raises ConfigError naming the file at fault."""
    pixels, mask = read_grey(folder / sample.image), read_grey(folder / sample.mask)
    if pixels.shape != mask.shape:
        raise ConfigError(f"{folder / sample.mask} is {mask.shape} pixels and its image {pixels.shape}; they must be alike")
    try:
        return pixels, mask, muscle_region(mask)
    except ConfigError as exc:
        raise ConfigError(f"{folder / sample.mask}: {exc}") from exc
