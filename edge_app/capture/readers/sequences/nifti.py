"""Headers of NIfTI files, versions 1 and 2, in one file: .nii and .nii.gz (https://nifti.nimh.nih.gov).

Frames are the planes of the first two axes, in the order in which they are stored; a CT or MR volume is read as frames too.
"""

from __future__ import annotations

import math
import struct
import zlib
from math import prod
from pathlib import Path
from typing import Literal

import numpy as np

from edge_app.capture.readers.limits import DEFAULT, Limits
from edge_app.capture.readers.recording import Recording
from edge_app.capture.readers.sequences.samples import Inflated, SequenceHeader, open_sequence, with_frames
from edge_app.errors import CaptureError

SUFFIXES = frozenset({".nii", ".nii.gz"})

_TYPES = {  # by NIfTI's number: dtype and components
    2: ("u1", 1), 4: ("i2", 1), 8: ("i4", 1), 16: ("f4", 1), 64: ("f8", 1), 128: ("u1", 3), 256: ("i1", 1), 512: ("u2", 1),
    768: ("u4", 1), 2304: ("u1", 4),
}  # fmt: skip
_MILLIMETRES = {0: 1.0, 1: 1000.0, 2: 1.0, 3: 0.001}  # by the code of the unit of length; 0, not stated, means mm
_SECONDS = {8: 1.0, 16: 1e-3, 24: 1e-6}
_HEADER = 540  # bytes of the longer of the two


def is_nifti(path: Path, head: bytes) -> bool:
    """Whether a file that begins so is NIfTI; a compressed one is told by its name."""
    if path.name.lower().endswith(".nii.gz"):
        return head.startswith(b"\x1f\x8b")
    return head[:4] in (b"\x5c\x01\0\0", b"\0\0\x01\x5c", b"\x1c\x02\0\0", b"\0\0\x02\x1c")


def open_nifti(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header. Raises CaptureError when it is damaged, or of a pair of files."""
    try:
        with path.open("rb") as file:
            compressed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            head = Inflated(file, path).read(_HEADER) if compressed else file.read(_HEADER)
        header, step = _header(path, head, compressed)
    except OSError as exc:
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    except (struct.error, zlib.error, LookupError, ValueError, OverflowError) as exc:
        raise CaptureError(f"{path}: the NIfTI header is damaged, or of samples that are no image ({exc})") from exc
    return open_sequence(with_frames(header, tuple(step * i for i in range(header.count)) if step else (), frozenset()), limits)


def _header(path: Path, head: bytes, compressed: bool) -> tuple[SequenceHeader, float]:
    """And the time from one frame to the next, s; 0 where it is not stated."""
    order: Literal["<", ">"] = "<" if head[:1] in (b"\x5c", b"\x1c") else ">"
    if struct.unpack_from(order + "i", head)[0] == 348:
        magic = head[344:348]
        sizes, spacing = struct.unpack_from(order + "8h", head, 40), struct.unpack_from(order + "8f", head, 76)
        (kind,), (offset,) = struct.unpack_from(order + "h", head, 70), struct.unpack_from(order + "f", head, 108)
        units = head[123]
    elif struct.unpack_from(order + "i", head)[0] == 540:
        magic = head[4:8]
        sizes, spacing = struct.unpack_from(order + "8q", head, 16), struct.unpack_from(order + "8d", head, 104)
        (kind,), (offset,) = struct.unpack_from(order + "h", head, 12), struct.unpack_from(order + "q", head, 168)
        (units,) = struct.unpack_from(order + "i", head, 500)
    else:
        raise CaptureError(f"{path}: not a NIfTI file, or its header is damaged")
    if magic[:2] == b"ni":
        raise CaptureError(f"{path}: NIfTI in two files (.hdr and .img) is not supported; save it as .nii")
    axes = sizes[0]
    if magic[:1] != b"n" or not 2 <= axes <= 7 or min(sizes[1 : axes + 1]) < 1:
        raise CaptureError(f"{path}: the NIfTI header is damaged, or the file holds no frame")
    code, components = _TYPES[kind]
    length = _MILLIMETRES.get(units & 7, 0.0)
    header = SequenceHeader(
        path, path, int(offset), False, np.dtype(code).newbyteorder(order), components, int(sizes[1]), int(sizes[2]),
        int(prod(sizes[3 : axes + 1])), whole_compressed=compressed,
    ).with_spacing(abs(spacing[1]) * length, abs(spacing[2]) * length)  # fmt: skip
    timed = axes == 4 and sizes[3] == 1 and sizes[4] > 1
    step = float(spacing[4]) * _SECONDS.get(units & 0x38, 0.0) if timed else 0.0
    return header, step if math.isfinite(step) and step > 0 else 0.0
