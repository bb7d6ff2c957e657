"""The frames that everything is timed on: a few of the simulated probe, or of a recording, kept in a folder for all processes.

pixels.npz holds them with what is known of them; images/ holds them again as PNG, for what reads a recording.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.calibrated import annotate_from_screen
from edge_app.capture.playback import PlaybackSource
from edge_app.capture.simulated import MM_PER_PIXEL, SimulatedProbe
from edge_app.errors import CaptureError, ConfigError
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Frame, Permission, Roi
from edge_app.scanner_screen import central_region, image_field
from edge_app.scanner_screen.tracker import FieldTracker
from edge_app.system.host import cores

COUNT = 16  # frames
APART_S = 0.25  # s between two of the simulated probe
STREAM_HZ = 30.0  # at which the frames count as captured, however fast they are analysed: the guard lives by their times
ARRAYS, IMAGES = "pixels.npz", "images"


@dataclass(frozen=True)
class FrameSet:
    """Some frames of one source, all of one size."""

    pixels: npt.NDArray[np.uint8]  # (N, H, W)
    source: str  # its identity
    mm_per_pixel: float | None  # mm, as the source said
    recorded: bool

    @property
    def roi(self) -> Roi:
        """The region that is analysed: the middle of the first frame's ultrasound."""
        return central_region(image_field(self.pixels[0]))

    def stream(self) -> Iterator[Frame]:
        """The frames over and over, forwards and backwards as a hand moves, at 30 a second by their own times."""
        known = ProfileLookup(None)
        tracker = FieldTracker()
        there = [annotate_from_screen(self._frame(i), tracker) for i in range(len(self.pixels))]
        for n, frame in enumerate(itertools.cycle(there + there[-2:0:-1])):
            yield known.with_profile_defaults(replace(frame, sequence=n, captured_ns=round((n + 1) * 1e9 / STREAM_HZ)))

    def permission(self, bundle: ModelBundle, research: bool) -> Permission:
        """What may be said of the frames. Raises ConfigError where the network would not be run at all."""
        permission = ProfileLookup(None).permission(next(self.stream()), bundle, research)
        if permission is Permission.NOTHING:
            raise ConfigError(
                f"the bundle is not validated on {self.source!r}, so its frames are not analysed; add --research to time them"
            )
        return permission

    def _frame(self, number: int) -> Frame:
        return Frame(self.pixels[number], number, 0, self.mm_per_pixel, self.source, recorded=self.recorded)


def simulated_frames(count: int = COUNT) -> FrameSet:
    """Of the simulated probe, 640 x 480, a quarter of a second apart."""
    with SimulatedProbe() as probe:
        pixels = np.stack([probe.image(i * APART_S) for i in range(count)])
        return FrameSet(pixels, probe.identity, MM_PER_PIXEL, False)


def recorded_frames(path: Path, count: int = COUNT) -> FrameSet:
    """The first frames of a recording that have one size. Raises CaptureError."""
    found: list[Frame] = []
    with PlaybackSource(path, "once", float("inf")) as source:
        while len(found) < count and (frame := source.read()) is not None:
            if found and frame.pixels.shape != found[0].pixels.shape:
                break
            found.append(frame)
    if not found:
        raise CaptureError(f"{path} holds no frame; name a recording with some")
    pixels = np.stack([frame.pixels for frame in found])
    return FrameSet(pixels, found[0].source, found[0].mm_per_pixel, True)


def save(frames: FrameSet, folder: Path) -> None:
    """Keep frames for other processes. Raises OSError."""
    (folder / IMAGES).mkdir(parents=True, exist_ok=True)
    scale = np.nan if frames.mm_per_pixel is None else frames.mm_per_pixel
    np.savez(folder / ARRAYS, pixels=frames.pixels, scale=scale, source=frames.source, recorded=frames.recorded)
    for number, pixels in enumerate(frames.pixels):
        cv2.imwrite(str(folder / IMAGES / f"{number:04d}.png"), pixels)


def load(folder: Path) -> FrameSet:
    """What `save` has kept."""
    with np.load(folder / ARRAYS) as kept:
        scale = float(kept["scale"])
        return FrameSet(kept["pixels"], str(kept["source"]), None if np.isnan(scale) else scale, bool(kept["recorded"]))


def use_threads(threads: int) -> None:
    """Have OpenCV use as many threads as the runtime does, as on a device whose cores are counted."""
    cv2.setNumThreads(min(threads, cores()))
