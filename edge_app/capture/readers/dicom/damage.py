"""What damaged DICOM files raise, and the one sentence that becomes of it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from pydicom.errors import BytesLengthException, InvalidDicomError

from edge_app.errors import CaptureError

# What pydicom and the decoders raise on damaged files.
DAMAGE = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, EOFError, MemoryError, RuntimeError,
    NotImplementedError, RecursionError, struct.error, zlib.error, InvalidDicomError, BytesLengthException,
)  # fmt: skip


def damaged(path: Path, exc: BaseException) -> CaptureError:
    """The error itself if it is a sentence already."""
    if isinstance(exc, CaptureError):
        return exc
    reason = " ".join(str(exc).split())[:160] or type(exc).__name__
    return CaptureError(f"{path}: the DICOM file is damaged or its encoding is not supported ({reason})")
