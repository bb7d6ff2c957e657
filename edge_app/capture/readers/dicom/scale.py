"""Scale and shape of a pixel: from the ultrasound regions, the pixel spacing or the pixel aspect ratio.

Sources: DICOM PS3.3 C.8.5.5 (regions), 10.7.1.1 (PixelSpacing), C.7.6.3.1.7 (PixelAspectRatio).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from pydicom import Dataset

from edge_app.capture.readers.dicom.attributes import number, numbers
from edge_app.capture.readers.geometry import usable_aspect
from edge_app.capture.readers.recording import isotropic

_TISSUE = 1  # RegionSpatialFormat "2D"
_CENTIMETRE = 3  # PhysicalUnitsXDirection "cm"


@dataclass(frozen=True)
class PixelShape:
    """What the header says of one pixel."""

    aspect: float  # width / height; 1.0 if square or not stated
    mm_per_pixel: float | None  # mm, once the pixels are square; None if not stated or contradictory


def pixel_shape(header: Dataset) -> PixelShape:
    """From the 2D regions of SequenceOfUltrasoundRegions (PhysicalDelta, cm) if they lie inside the frame and agree; without
    such regions from PixelSpacing, and the aspect without either from PixelAspectRatio.

    Regions that contradict the frame or one another make the scale unknown.
    """
    regions = _tissue_regions(header)
    if regions:
        sizes = [_region_size(region, int(header.Columns), int(header.Rows)) for region in regions]
    else:
        spacing = numbers(header, "PixelSpacing")  # down, across
        sizes = [(spacing[1], spacing[0]) if len(spacing) == 2 else None]
    known = [size for size in sizes if size is not None]
    if not known:
        ratio = numbers(header, "PixelAspectRatio")  # height, width
        return PixelShape(usable_aspect(ratio[1], ratio[0]) if len(ratio) == 2 else 1.0, None)
    aspects = [usable_aspect(*size) for size in known]
    if not all(_close(aspect, aspects[0]) for aspect in aspects):
        return PixelShape(1.0, None)
    scales = [_scale(size, aspects[0]) for size in known]
    first = scales[0]
    sure = len(known) == len(sizes) and first is not None and all(scale and _close(scale, first) for scale in scales)
    return PixelShape(aspects[0], first if sure else None)


def _scale(size: tuple[float, float], aspect: float) -> float | None:
    """Of square pixels: `square_pixels` keeps the axis along which pixels are smaller."""
    return isotropic(*size) if aspect == 1 else isotropic(min(size), min(size))


def region_warning(header: Dataset, path: Path) -> str | None:
    """One sentence on regions that cannot be used."""
    regions = _tissue_regions(header)
    if all(_inside(region, int(header.Columns), int(header.Rows)) for region in regions):
        return None
    return f"{path}: a region of the DICOM file lies outside its frame, so the scale it states is not used"


def _tissue_regions(header: Dataset) -> list[Dataset]:
    return [r for r in header.get("SequenceOfUltrasoundRegions") or [] if r.get("RegionSpatialFormat") == _TISSUE]


def _inside(region: Dataset, columns: int, rows: int) -> bool:
    x0, y0, x1, y1 = (int(region.get(f"RegionLocation{corner}", -1)) for corner in ("MinX0", "MinY0", "MaxX1", "MaxY1"))
    return 0 <= x0 < x1 <= columns and 0 <= y0 < y1 <= rows


def _region_size(region: Dataset, columns: int, rows: int) -> tuple[float, float] | None:
    """(across, down), mm."""
    units = (region.get("PhysicalUnitsXDirection"), region.get("PhysicalUnitsYDirection"))
    if not _inside(region, columns, rows) or units != (_CENTIMETRE, _CENTIMETRE):
        return None
    # Some scanners write a negative delta if an axis points up.
    across, down = (10 * abs(number(region, f"PhysicalDelta{axis}")) for axis in "XY")
    return (across, down) if across > 0 and down > 0 else None


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=0.01)
