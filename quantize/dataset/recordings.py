"""Images of muscle without a manifest: a folder of pictures and recordings, in the regions that the kiosk would offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.records import GreyImage, Roi
from quantize.dataset.offered_region import offered_region

FRAMES = 3  # of a recording, at most


@dataclass(frozen=True)
class RecordedImage:
    """One frame of a recording."""

    file: Path
    number: int  # of the frame, from 0
    pixels: GreyImage  # (H, W)
    region: Roi
    mm_per_pixel: float | None


def muscle_images(folder: Path) -> Iterator[RecordedImage]:
    """The first frames of every recording in a folder and its subfolders, in their order. Raises CaptureError."""
    for file in recordings_in(folder):
        yield from recorded_images(file)


def recorded_images(file: Path) -> Iterator[RecordedImage]:
    """The first frames of one recording. Raises CaptureError when it cannot be read."""
    for number, frame in enumerate(islice(open_recording(file).frames(), FRAMES)):
        yield RecordedImage(file, number, frame.pixels, offered_region(frame.pixels), frame.mm_per_pixel)
