"""The data set of a DICOM file up to its pixels: with or without a preamble, deflated or not.

Sources: DICOM PS3.10 7.1 (file), PS3.5 A.5 (deflated).
"""

from __future__ import annotations

import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from pydicom import Dataset, dcmread
from pydicom.filereader import read_dataset, read_preamble
from pydicom.uid import DeflatedExplicitVRLittleEndian

from edge_app.capture.readers.dicom.signature import LENGTH, is_dicom
from edge_app.capture.readers.limits import DEFAULT, Limits, check_inflated, check_ratio
from edge_app.errors import CaptureError

_STEP, _PACKED_STEP = 1 << 20, 1 << 16
_LARGE = 1 << 20  # bytes; larger elements of the header are skipped, some scanners keep raw data in them
_PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)  # float, double and integer pixel data

# pydicom warns about every irregular value. Scanners write many of them, and every value used here is checked.
warnings.filterwarnings("ignore", category=UserWarning, module=r"pydicom(\.|$)")


@dataclass(frozen=True)
class DataSet:
    """A file read up to its pixels."""

    header: Dataset  # every element before the pixels
    file: BinaryIO  # at the tag of the pixel data, or at the end; of a deflated file its inflated bytes
    syntax: str  # UID of the transfer syntax; empty if the file does not say
    little: bool  # byte order


def read_data_set(file: BinaryIO, path: Path, limits: Limits = DEFAULT) -> DataSet:
    """Read from the file's first byte. Raises CaptureError for a file that is no DICOM or inflates too far, and `DAMAGE`."""
    if not is_dicom(file.read(LENGTH)):
        raise CaptureError(f"{path}: not a DICOM file, or its header is damaged")
    file.seek(0)
    read_preamble(file, force=True)
    meta = read_dataset(file, is_implicit_VR=False, is_little_endian=True, stop_when=lambda tag, vr, length: tag >> 16 != 2)
    syntax = str(meta.get("TransferSyntaxUID") or "")
    if syntax == DeflatedExplicitVRLittleEndian:
        inflated = BytesIO(_inflate(file, path, limits))
        header = read_dataset(inflated, False, True, stop_when=lambda tag, vr, length: tag in _PIXELS, defer_size=None)
        return DataSet(header, inflated, syntax, little=True)
    file.seek(0)
    whole = dcmread(file, stop_before_pixels=True, force=True, defer_size=_LARGE)
    _, little = whole.original_encoding
    return DataSet(whole, file, syntax, little is not False)


def _inflate(file: BinaryIO, path: Path, limits: Limits) -> bytearray:
    """In steps, so that a small file that becomes a huge one is refused before it does."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated, taken = bytearray(), 0
    while not inflater.eof:
        packed = inflater.unconsumed_tail
        if not packed:
            packed = file.read(_PACKED_STEP)
            taken += len(packed)
        if not packed:
            raise CaptureError(f"{path}: the DICOM file is damaged, its deflated data is cut off")
        inflated += inflater.decompress(packed, _STEP)
        check_inflated(len(inflated), path, limits)
        check_ratio(len(inflated), taken, path, limits)
    return inflated
