"""Reader of DICOM stills and multi-frame files, with pydicom: grey, RGB, palette (8 and 16 bit) and YBR, native or JPEG.

Attribute names are those of DICOM PS3.6; the rules of the US image module are in PS3.3 C.8.5.
"""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom import Dataset, dcmread
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.pixels.processing import apply_color_lut
from pydicom.pixels.utils import iter_pixels

from edge_app.capture.readers.limits import DEFAULT, Limits, check_size
from edge_app.capture.readers.recording import RecordedFrame, Recording, isotropic, luma_and_colour
from edge_app.errors import CaptureError
from edge_app.records import Control, GreyImage

# What pydicom and the decoders behind it raise on damaged files.
_DAMAGE = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, EOFError, MemoryError, RuntimeError,
    struct.error, InvalidDicomError, BytesLengthException,
)  # fmt: skip

_TISSUE = 1  # RegionSpatialFormat "2D"
_CENTIMETRE = 3  # PhysicalUnitsXDirection "cm"

_SETTINGS = {
    "depth, mm": "DepthOfScanField",
    "preset": "ProtocolName",
    "transducer": "TransducerType",
    "mechanical index": "MechanicalIndex",
}
_LONGEST_SETTING = 100  # characters

# pydicom warns about every irregular value. Scanners write many of them, and every value used here is checked.
warnings.filterwarnings("ignore", category=UserWarning, module=r"pydicom(\.|$)")


def open_dicom(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header. Raises CaptureError when the file is not DICOM, holds no frame, is damaged or too large."""
    try:
        header = dcmread(path, stop_before_pixels=True)
        if "Rows" not in header or "Columns" not in header:
            raise CaptureError(f"{path}: the DICOM file holds no frame")
        check_size(int(header.Columns), int(header.Rows), path, limits)
        scale, rate, count = mm_per_pixel(header), frames_per_second(header), _frame_count(header, path)
        times, warning = frame_times(header, count), _region_warning(header, path)
    except InvalidDicomError as exc:
        raise CaptureError(f"{path}: not a DICOM file, or its header is damaged") from exc
    except _DAMAGE as exc:
        raise _damaged(path, exc) from exc
    return Recording(path, rate, count, lambda: _frames(path, header, scale, times), warning)


def _frame_count(header: Dataset, path: Path) -> int:
    stated = header.get("NumberOfFrames")
    count = 1 if stated is None else int(stated)
    if count < 1:
        raise CaptureError(f"{path}: the DICOM file holds no frame, its header says {count} frames")
    return count


def _frames(path: Path, header: Dataset, scale: float | None, times: list[float] | None) -> Iterator[RecordedFrame]:
    index, controls = 0, scanner_settings(header)
    try:
        for stored in iter_pixels(path):
            pixels, colour = _channels(stored, header, path)
            yield RecordedFrame(pixels, scale, index, times[index] if times else None, colour, controls)
            index += 1
    except _DAMAGE as exc:
        raise _damaged(path, exc) from exc
    if index == 0:
        raise CaptureError(f"{path}: the DICOM file holds no frame")


def _channels(stored: npt.NDArray[np.generic], header: Dataset, path: Path) -> tuple[GreyImage, GreyImage | None]:
    """Grey levels, and the colour as in `Frame`."""
    match header.PhotometricInterpretation:
        case "PALETTE COLOR":
            # LUT entries of 16 bits span the full range (PS3.3 C.7.6.3.1.6).
            return luma_and_colour(_eight_bits(apply_color_lut(stored, header)))
        case "MONOCHROME1" | "MONOCHROME2" as kind:
            offset = 1 << (header.BitsStored - 1) if header.PixelRepresentation else 0
            # Stored bits to 8. Windowing is for radiographs; an ultrasound image is stored as it was displayed.
            wide = (stored.astype(np.int64) + offset) * 256 >> header.BitsStored
            grey: GreyImage = np.clip(wide, 0, 255).astype(np.uint8)
            return 255 - grey if kind == "MONOCHROME1" else grey, None
        case _ if stored.ndim == 3 and stored.shape[2] == 3:  # RGB, or YBR that the decoder has converted to RGB
            return luma_and_colour(_eight_bits(stored))
        case other:
            raise CaptureError(f"{path}: frames stored as {other} are not supported")


def _eight_bits(image: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    return np.ascontiguousarray(image >> 8 if image.dtype == np.uint16 else image, dtype=np.uint8)  # type: ignore[operator]


def frame_times(header: Dataset, count: int) -> list[float] | None:
    """Time of each frame since the first, s, from a FrameTimeVector (increments, ms; PS3.3 C.7.6.5) with one entry per frame."""
    steps = _steps(header)
    if len(steps) != count - 1 or count < 2 or not all(math.isfinite(step) and step >= 0 for step in steps):
        return None
    return [ms / 1000 for ms in accumulate(steps, initial=0.0)]


def _steps(header: Dataset) -> list[float]:
    return _numbers(header, "FrameTimeVector")[1:]


def _number(item: Dataset, name: str) -> float:
    """An attribute's value; 0 if it is missing or cannot be parsed."""
    return next(iter(_numbers(item, name)), 0.0)


def _numbers(item: Dataset, name: str) -> list[float]:
    """An attribute's values; none if one cannot be parsed. That is no sign of damaged frames: some files have 40,5 for 40.5."""
    try:
        values = item.get(name)
        return [float(value) for value in (values if isinstance(values, Sequence) else [values]) if value is not None]
    except (ValueError, TypeError):
        return []


def frames_per_second(header: Dataset) -> float | None:
    """Recorded rate in Hz, from FrameTime, FrameTimeVector (mean), CineRate or RecommendedDisplayFrameRate, in that order."""
    steps = _steps(header)
    times = [_number(header, "FrameTime"), sum(steps) / len(steps) if steps else 0.0]
    rates = [1000 / ms for ms in times if ms > 0]
    rates += [_number(header, name) for name in ("CineRate", "RecommendedDisplayFrameRate")]
    return next((rate for rate in rates if math.isfinite(rate) and 0 < rate <= 1000), None)


def scanner_settings(header: Dataset) -> tuple[Control, ...]:
    """What the file says of the scanner's setting (PS3.3 C.8.5.6); there is no attribute for the gain."""
    said = {name: " ".join(str(header.get(attribute) or "").split()) for name, attribute in _SETTINGS.items()}
    return tuple(Control(name, value[:_LONGEST_SETTING]) for name, value in said.items() if value and value.isprintable())


def mm_per_pixel(header: Dataset) -> float | None:
    """Isotropic scale in mm per pixel, or None.

    From the 2D regions of SequenceOfUltrasoundRegions (PhysicalDelta, cm) if they lie inside the frame and agree; without
    such regions from PixelSpacing. Regions that contradict the frame make the scale unknown.
    """
    regions = _tissue_regions(header)
    if regions:
        scales = [_region_scale(region, int(header.Columns), int(header.Rows)) for region in regions]
        first = scales[0]
        return first if first is not None and all(s is not None and _close(s, first) for s in scales) else None
    spacing = _numbers(header, "PixelSpacing")
    return isotropic(spacing[1], spacing[0]) if len(spacing) == 2 else None


def _tissue_regions(header: Dataset) -> list[Dataset]:
    return [r for r in header.get("SequenceOfUltrasoundRegions") or [] if r.get("RegionSpatialFormat") == _TISSUE]


def _region_warning(header: Dataset, path: Path) -> str | None:
    regions = _tissue_regions(header)
    if all(_inside(region, int(header.Columns), int(header.Rows)) for region in regions):
        return None
    return f"{path}: a region of the DICOM file lies outside its frame, so the scale it states is not used"


def _inside(region: Dataset, columns: int, rows: int) -> bool:
    x0, y0, x1, y1 = (int(region.get(f"RegionLocation{corner}", -1)) for corner in ("MinX0", "MinY0", "MaxX1", "MaxY1"))
    return 0 <= x0 < x1 <= columns and 0 <= y0 < y1 <= rows


def _region_scale(region: Dataset, columns: int, rows: int) -> float | None:
    units = (region.get("PhysicalUnitsXDirection"), region.get("PhysicalUnitsYDirection"))
    if not _inside(region, columns, rows) or units != (_CENTIMETRE, _CENTIMETRE):
        return None
    # Some scanners write a negative delta if an axis points up.
    return isotropic(*(10 * abs(_number(region, f"PhysicalDelta{axis}")) for axis in "XY"))


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=0.01)


def _damaged(path: Path, exc: BaseException) -> CaptureError:
    if isinstance(exc, CaptureError):
        return exc
    reason = " ".join(str(exc).split())[:160] or type(exc).__name__
    return CaptureError(f"{path}: the DICOM file is damaged or its encoding is not supported ({reason})")
