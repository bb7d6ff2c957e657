"""Sources and an analysis that behave in real time, for tests of the worker and the screen."""

from __future__ import annotations

import threading
import time
from types import TracebackType

import cv2
import numpy as np

from edge_app.errors import CaptureError
from edge_app.records import Control, Finding, Frame, GreyImage, Guard, ImageFault, Label, Roi, Timings


def textured(height: int = 120, width: int = 160, seed: int = 0, mean: int = 90) -> GreyImage:
    """Grain like that of speckle, which passes for contact: noise as sharp as from pixel to pixel passes for text."""
    noise = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 1, (height, width)), (0, 0), 0.9)
    return np.asarray(np.clip(mean + 22 * noise / noise.std(), 0, 255), np.uint8)


class Probe:
    """A probe on a cable that a test may pull (`unplug`), plug in again, hold still (`pause`) or take to its end."""

    def __init__(self, rate: float = 25.0, pixels: GreyImage | None = None, mm_per_pixel: float | None = None) -> None:
        self.identity = "test probe"
        self.frames_per_second = rate
        self.pixels = textured() if pixels is None else pixels
        self.mm_per_pixel = mm_per_pixel
        self.opened = self.closed = self.sequence = 0
        self.bug = False
        self.still = False  # a frozen scanner
        self.controls: tuple[Control, ...] = ()
        self.image_fault: ImageFault | None = None
        self.mirrored: bool | None = None
        self._plugged, self._going = threading.Event(), threading.Event()
        self._plugged.set()
        self._going.set()
        self._ended = False

    def unplug(self) -> None:
        self._plugged.clear()

    def plug_in(self) -> None:
        self._plugged.set()

    def pause(self) -> None:
        self._going.clear()

    def go_on(self) -> None:
        self._going.set()

    def end(self) -> None:
        self._ended = True

    def __enter__(self) -> Probe:
        if not self._plugged.is_set():
            raise CaptureError("the test probe is not there; plug it in")
        self.opened += 1
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.closed += 1

    def read(self) -> Frame | None:
        while not self._going.wait(0.02):
            if not self._plugged.is_set():
                break
        if self.bug:
            raise ZeroDivisionError("a bug in the driver")
        if not self._plugged.is_set():
            raise CaptureError("the test probe was lost; plug it in")
        if self._ended:
            return None
        time.sleep(1 / self.frames_per_second)
        pixels = self.pixels.copy()
        if self.sequence % 2 and not self.still:
            pixels[pixels > 15] ^= 15  # no probe's image is ever the same: there is noise, and a hand is not still
            pixels[0, 0] ^= 1  # not even a black one
        frame = Frame(
            pixels, self.sequence, time.monotonic_ns(), self.mm_per_pixel, self.identity, self.mirrored,
            controls=self.controls, image_fault=self.image_fault,
        )  # fmt: skip
        self.sequence += 1
        return frame


def finding(frame: Frame, roi: Roi, probability: float | None = 0.5) -> Finding:
    """A finding as the pipeline would make it, without the pipeline."""
    label = Label.NOT_JUDGED if probability is None else Label.ABNORMAL if probability >= 0.5 else Label.NORMAL
    heat = np.ones((7, 7), np.float32)
    return Finding(frame, roi, label, probability, heat, Guard.FIT, 80.0, "test bundle", Timings(0, 0, 0, 0, 0))
