"""A data set: a folder with images/, one manifest.csv with a row for each image, and dataset.toml, which says what they are.

The columns are those of `Sample`. Only image, subject and label are required; the others may be missing or empty, and what needs
them says so (`quantize.dataset.missing`). Further columns are ignored.
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

from edge_app.bundle.manifest import LABELS
from edge_app.errors import ConfigError, ExportError
from edge_app.records import SCALES_MM, GreyImage, Roi
from edge_app.system.atomic_write import write_output
from edge_app.system.csv_cells import plain_row, text_of_cell
from quantize.dataset.declaration import Declaration, declaration_of, write_declaration
from quantize.dataset.offered_region import offered_region

MANIFEST = "manifest.csv"
MARGIN = 0.10  # of the muscle's width and height, kept on each side of its box: the paper's "appropriate edge expansion"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One image and what is known of it. None: nobody has noted it."""

    image: str  # path below the folder, grey 8 bit
    subject: str  # images of one subject stay in one part
    label: str  # "normal" or "abnormal"
    mask: str | None = None  # path below the folder, not 0 inside the muscle
    muscle: str | None = None  # any name
    side: str | None = None  # "left" or "right"
    age: int | None = None  # years
    sex: str | None = None  # "female" or "male"
    height_cm: float | None = None
    weight_kg: float | None = None
    z_score: float | None = None  # of echo intensity against healthy people
    grade: int | None = None  # Heckmatt, 1-4
    subtype: str | None = None  # of a disease or a finding, any name
    gain_db: float | None = None
    dynamic_range_db: float | None = None
    frequency_mhz: float | None = None
    depth_mm: float | None = None  # of the whole image, top to bottom
    grey_map: str | None = None
    speckle_reduction: float | None = None
    device: str | None = None  # the scanner, any name
    mm_per_pixel: float | None = None  # of the image as it is stored, square pixels
    part: str | None = None  # "train", "validation" or "test" where the data came split; only `inspect` looks at it
    appearance: str | None = None  # JSON of all settings and tissues, of realistic phantoms
    simulated: bool = False  # no column: dataset.toml declares it for all of them

    @property
    def person(self) -> str:
        """Muscle, sex and age, as far as they are noted: "biceps brachii, female, 50 years"."""
        return ", ".join(filter(None, (self.muscle, self.sex, None if self.age is None else f"{self.age} years"))) or "not noted"

    def scale(self, rows: int) -> float | None:
        """mm per pixel of the image, which has so many rows; None: unknown."""
        if self.mm_per_pixel is not None:
            return self.mm_per_pixel
        return None if self.depth_mm is None else self.depth_mm / rows


COLUMNS = (
    "image", "mask", "subject", "muscle", "side", "age", "sex", "height_cm", "weight_kg", "label", "z_score", "grade", "subtype",
    "gain_db", "dynamic_range_db", "frequency_mhz", "depth_mm", "grey_map", "speckle_reduction", "device", "mm_per_pixel", "part",
    "appearance",
)  # fmt: skip
REQUIRED = ("image", "subject", "label")
PARTS = ("train", "validation", "test")


def read_manifest(folder: Path) -> list[Sample]:
    """The rows of `folder`/manifest.csv, every one checked, in their order.

    Raises ConfigError, one sentence, for a missing folder, column or file, a wrong value (with its line), or where nothing
    declares whether the images are simulated.
    """
    path = folder / MANIFEST
    samples: list[Sample] = []
    seen: set[str] = set()
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise ConfigError(f"{path} has no column {missing[0]!r}; its first line must name at least {', '.join(REQUIRED)}")
            for row in reader:
                sample = _sample(row, f"{path}, line {reader.line_num}")
                for name in (sample.image, sample.mask):
                    if name is not None and not (folder / name).is_file():
                        raise ConfigError(f"{path}, line {reader.line_num}: {name!r} is not a file below {folder}")
                if sample.image in seen:
                    raise ConfigError(f"{path}, line {reader.line_num}: {sample.image!r} stands in an earlier line already")
                seen.add(sample.image)
                samples.append(sample)
    except OSError as exc:
        raise ConfigError(
            f"{path} cannot be read ({exc.strerror}); give a folder with {MANIFEST}, as `import` writes it"
        ) from exc
    except (csv.Error, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path} is not a comma-separated table in UTF-8 ({exc}); write it again") from exc
    if not samples:
        raise ConfigError(f"{path} has no rows; a data set needs at least one image")
    simulated = declaration_of(folder, [sample.subject for sample in samples]).simulated
    return [dataclasses.replace(sample, simulated=simulated) for sample in samples]


def write_manifest(folder: Path, samples: Sequence[Sample], declaration: Declaration | None = None) -> None:
    """Write `folder`/manifest.csv, without the columns that no row has a value for, and dataset.toml.

    declaration: None takes what the samples say. Raises ExportError when the disk refuses.
    """
    if not folder.is_dir():
        raise ExportError(f"{folder / MANIFEST} cannot be written: there is no such folder; make it first")
    used = [name for name in COLUMNS if name in REQUIRED or any(getattr(sample, name) is not None for sample in samples)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(used)
    writer.writerows(plain_row(getattr(sample, name) for name in used) for sample in samples)
    write_output(folder / MANIFEST, text.getvalue().encode())
    write_declaration(folder, declaration or Declaration(simulated=is_simulated(samples)))


def _sample(row: dict[str, str | None], where: str) -> Sample:
    values: dict[str, str | int | float | None] = {}
    for name in COLUMNS:
        text = text_of_cell((row.get(name) or "").strip())
        if not text and name not in REQUIRED:
            continue
        try:
            values[name] = parse_cell(name, text)
        except ValueError as exc:
            raise ConfigError(f"{where}: {name} is {text!r}, which is not {exc}") from exc
    return Sample(**values)  # type: ignore[arg-type]


def parse_cell(column: str, text: str) -> str | int | float:
    """The value of a cell that is not empty. Raises ValueError that says what it should be: "a number above 0"."""
    return _PARSERS.get(column, _number)(text)


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


def _scale(text: str) -> float:
    if not SCALES_MM[0] <= _number(text) <= SCALES_MM[1]:
        raise ValueError(f"between {SCALES_MM[0]:g} and {SCALES_MM[1]:g} mm")
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
    "muscle": _name,
    "side": _one_of("left", "right"),
    "age": _whole(0, 120),
    "sex": _one_of("female", "male"),
    "height_cm": _above_zero,
    "weight_kg": _above_zero,
    "label": _one_of(*LABELS),
    "grade": _whole(1, 4),
    "subtype": _name,
    "depth_mm": _above_zero,
    "grey_map": _name,
    "device": _name,
    "mm_per_pixel": _scale,
    "part": _one_of(*PARTS),
    "appearance": _name,
}  # every other column is a number


def is_simulated(samples: Sequence[Sample]) -> bool:
    """Whether the images are declared to be simulated. Of a mixture it is enough that one is: no figure of it is of patients."""
    return any(sample.simulated for sample in samples)


def data_hash(folder: Path, samples: Sequence[Sample]) -> str:
    """SHA-256 over the manifest and every image and mask, hexadecimal: which data a model was trained on."""
    digest = hashlib.sha256((folder / MANIFEST).read_bytes())
    for sample in samples:
        for name in filter(None, (sample.image, sample.mask)):
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


def read_sample(folder: Path, sample: Sample) -> tuple[GreyImage, GreyImage | None, Roi]:
    """Image (H, W), mask (H, W) and the muscle's region of one row; without a mask, the region that the kiosk offers.

    Raises ConfigError naming the file at fault.
    """
    pixels = read_grey(folder / sample.image)
    if sample.mask is None:
        return pixels, None, offered_region(pixels)
    mask = read_grey(folder / sample.mask)
    if pixels.shape != mask.shape:
        raise ConfigError(f"{folder / sample.mask} is {mask.shape} pixels and its image {pixels.shape}; they must be alike")
    try:
        return pixels, mask, muscle_region(mask)
    except ConfigError as exc:
        raise ConfigError(f"{folder / sample.mask}: {exc}") from exc
