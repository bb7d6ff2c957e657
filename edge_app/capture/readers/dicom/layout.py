"""How a frame's samples are laid out: the image pixel module (DICOM PS3.3 C.7.6.3), checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom import Dataset

from edge_app.capture.readers.limits import DEFAULT, Limits, check_size
from edge_app.errors import CaptureError

Samples = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.int32]  # (H, W) or (H, W, 3)

_GREY = ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
_COLOUR = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420", "YBR_RCT", "YBR_ICT")


@dataclass(frozen=True)
class Layout:
    """One frame as its header describes it."""

    rows: int  # px
    columns: int  # px
    frames: int
    photometric: str  # PhotometricInterpretation
    samples: int  # per pixel: 1 or 3
    bits_allocated: int  # 1, 8 or 16
    bits_stored: int
    high_bit: int  # of the stored bits, counted from 0
    signed: bool
    planar: bool  # one colour after the other, not pixel by pixel

    @property
    def sampled_in_pairs(self) -> bool:
        """Two neighbouring pixels share their colour (native YBR_FULL_422 and YBR_PARTIAL_422)."""
        return self.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422")

    @property
    def frame_bits(self) -> int:
        """Bits of one native frame."""
        samples = 2 if self.sampled_in_pairs else self.samples
        return self.rows * self.columns * samples * self.bits_allocated

    def stored_values(self, words: npt.NDArray[np.generic]) -> Samples:
        """Allocated words -> the values of their stored bits; uint8 or uint16, int32 for signed ones."""
        unsigned = words.view(np.dtype(f"u{words.dtype.itemsize}"))
        shift = self.high_bit + 1 - self.bits_stored
        if shift == 0 and self.bits_stored == 8 * unsigned.dtype.itemsize and not self.signed:
            return _unsigned(unsigned)
        values = (unsigned.astype(np.uint32) >> shift) & ((1 << self.bits_stored) - 1)
        if not self.signed:
            return _unsigned(values.astype(f"u{1 if self.bits_stored <= 8 else 2}"))
        sign = 1 << (self.bits_stored - 1)
        return (values.astype(np.int32) ^ sign) - sign


def _unsigned(values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8] | npt.NDArray[np.uint16]:
    return values.astype(np.uint8, copy=False) if values.dtype.itemsize == 1 else values.astype(np.uint16, copy=False)


def read_layout(header: Dataset, path: Path, limits: Limits = DEFAULT) -> Layout:
    """Raises CaptureError for a header that describes no frame, too large a one, or one of a kind that is not read."""
    if "Rows" not in header or "Columns" not in header:
        raise CaptureError(f"{path}: the DICOM file holds no frame")
    rows, columns = int(header.Rows), int(header.Columns)
    check_size(columns, rows, path, limits)
    stated = header.get("NumberOfFrames")
    frames = 1 if stated is None or stated == "" else int(stated)
    if frames < 1:
        raise CaptureError(f"{path}: the DICOM file holds no frame, its header says {frames} frames")
    allocated = int(header.get("BitsAllocated") or 8)
    stored = int(header.get("BitsStored") or allocated)
    high_bit = int(header.get("HighBit") or stored - 1)
    photometric = str(header.get("PhotometricInterpretation") or "MONOCHROME2").strip()
    samples = int(header.get("SamplesPerPixel") or 1)
    if photometric not in (_GREY if samples == 1 else _COLOUR if samples == 3 else ()):
        raise CaptureError(f"{path}: frames stored as {photometric[:20]!r} with {samples} samples per pixel are not supported")
    if allocated not in (1, 8, 16) or not 1 <= stored <= high_bit + 1 <= allocated:
        raise CaptureError(f"{path}: pixels of {stored} bits in {allocated} are not supported, only of up to 16 bits")
    signed, planar = bool(header.get("PixelRepresentation")), header.get("PlanarConfiguration") == 1 and samples == 3
    return Layout(rows, columns, frames, photometric, samples, allocated, stored, high_bit, signed, planar)
