"""What a recording may cost before it is refused: a file that claims or holds more is damaged, or made to harm.

Every reader checks what a header states before it decodes anything, and counts what it inflates while it does. The number of
frames and the time are watched for all readers at once, in `recording.limited`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import CaptureError

MIN_SIDE = 16  # px; nothing smaller can be analysed
MAX_PIXELS = 16_000_000  # a scanner's screen has at most 8 megapixels
_RATIO_FROM = 16 << 20  # bytes; less does no harm, whatever it was


@dataclass(frozen=True)
class Limits:
    """What one file may hold, and how long its reader may take."""

    megapixels: float = MAX_PIXELS / 1e6  # 10^6 px of one frame, as stored
    frames: int = 200_000  # of one file; two hours at 25 Hz
    inflated_bytes: int = 192 << 20  # bytes that a compressed data set or archive, not its pixels, may inflate to
    inflated_ratio: int = 200  # times its bytes on disk, beyond the first 16 MB; black frames deflate to a hundredth at most
    seconds: float = 10.0  # s that the reader computes from opening to the first frame, and from one to the next

    @property
    def pixels(self) -> int:
        """Pixels that one frame may have."""
        return int(self.megapixels * 1e6)


DEFAULT = Limits()
reading_time = time.thread_time  # s; a busy machine or a slow stick is not the file's fault, so waiting does not count


def check_size(width: int, height: int, path: Path | str, limits: Limits = DEFAULT) -> None:
    """Raise CaptureError for an unusable frame size, which the header states before anything is decoded."""
    if min(width, height) < MIN_SIDE:
        raise CaptureError(f"{path}: a frame of {width} x {height} pixels is too small, at least {MIN_SIDE} a side are needed")
    if width * height > limits.pixels:
        raise CaptureError(
            f"{path}: a frame of {width} x {height} pixels is too large, at most {limits.megapixels:g} megapixels are read; "
            "raise capture.max_megapixels if the file is to be trusted"
        )


def check_frames(count: int, path: Path | str, limits: Limits = DEFAULT) -> None:
    """Raise CaptureError where a file has, or says that it has, more frames than are read."""
    if count > limits.frames:
        raise CaptureError(
            f"{path}: the file holds more than {limits.frames} frames, which is more than are read; cut it into parts"
        )


def check_inflated(size: int, path: Path | str, limits: Limits = DEFAULT) -> None:
    """Raise CaptureError where compressed data has become too many bytes: call it with what there is so far."""
    if size > limits.inflated_bytes:
        raise CaptureError(
            f"{path}: its compressed data inflates to over {limits.inflated_bytes >> 20} MB; the file is damaged or made to harm"
        )


def check_ratio(size: int, packed: int, path: Path | str, limits: Limits = DEFAULT) -> None:
    """Raise CaptureError where `packed` compressed bytes have become far more: call it with the `size` that there is so far."""
    if size > max(_RATIO_FROM, limits.inflated_ratio * packed):
        raise CaptureError(
            f"{path}: its compressed data inflates to far more than it holds on disk ({size >> 20} MB so far); the file is "
            "damaged or made to harm"
        )


def check_time(seconds: float, path: Path | str, limits: Limits = DEFAULT) -> None:
    """Raise CaptureError where the reader computed longer than for any sound file, s of `reading_time`."""
    if seconds > limits.seconds:
        raise CaptureError(
            f"{path}: reading took {seconds:.0f} s of a processor, more than any ultrasound recording needs; it is not read on"
        )
