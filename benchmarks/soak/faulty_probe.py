"""A probe whose stream is pre-rendered and goes wrong every few hundred frames, as devices do.

Frames are JPEGs in memory, decoded by what decodes a grabber's, and looked through for image faults as a grabber's are.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from enum import Enum
from types import TracebackType

import cv2
import simplejpeg

from edge_app.capture.image_faults.watch import FaultWatch
from edge_app.capture.jpeg import DamagedJpeg, decoded_grey
from edge_app.errors import CaptureError
from edge_app.records import Frame, GreyImage

EVERY = 400  # frames between two faults
STALL_S = 0.3  # s; a stream is stale after 0.15 s
BLACK, RESIZED = 4, 20  # frames that one fault lasts
BORDER = (60, 80)  # px above and below, left and right, of a resized frame; the tissue keeps its scale
QUALITY = 90  # of the JPEGs
AHEAD = 2  # frames under way at most: one that is analysed, and one that waits
PATIENCE_S = 5.0  # s after which a frame comes all the same
MOST = (2000, 2000)  # px


class Fault(str, Enum):
    """What goes wrong."""

    LOST = "lost probe"
    STALLED = "stalled frame"
    BLACK = "black frames"
    RESIZED = "resized frames"
    CORRUPT = "corrupt frame"


_LENGTHS = {Fault.BLACK: BLACK, Fault.RESIZED: RESIZED}  # frames; of the others 1


def fault_at(number: int) -> Fault | None:
    """What is wrong with the frame of this number: every kind in turn, from each EVERY-th frame on."""
    turn, since = divmod(number, EVERY)
    if turn == 0:
        return None
    fault = list(Fault)[(turn - 1) % len(Fault)]
    return fault if since < _LENGTHS.get(fault, 1) else None


class FaultyProbe:
    """A FrameSource without a rate: a frame comes when the one AHEAD before it was shown, so that none is dropped."""

    frames_per_second = 30.0  # nominal; by it the monitor knows what is late

    def __init__(self, cine: Sequence[GreyImage], identity: str, mm_per_pixel: float, first: int = 0) -> None:
        """cine: (H, W) images, shown forwards and backwards; first: number of the first frame."""
        self.identity = identity
        self.injected: Counter[Fault] = Counter()
        self._mm_per_pixel = mm_per_pixel
        there_and_back = [*cine, *cine[-2:0:-1]]
        self._frames = [_jpeg(image) for image in there_and_back]
        self._resized = [_jpeg(_framed(image)) for image in there_and_back]
        self._black = _jpeg(cine[0] * 0)
        self._number, self._sequence = first, -1
        self._lost_at = -1  # the frame at which the device was lost; lost once, it is there again
        self._shown = -1  # sequence of the newest frame that was
        self._changed = threading.Condition()
        self._watch = FaultWatch()

    def __enter__(self) -> FaultyProbe:
        self._watch.reset()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    @property
    def next_frame(self) -> int:
        """Number of the frame that comes next."""
        return self._number

    def go_on(self, sequence: int) -> None:
        """The frame of this sequence number was shown."""
        with self._changed:
            self._shown = sequence
            self._changed.notify()

    def let_go(self) -> None:
        """Nobody waits for frames any more: whoever is in `read` must not wait either."""
        self.go_on(sys.maxsize)

    def read(self) -> Frame:
        """The next frame that is whole. Raises CaptureError where the probe is lost."""
        with self._changed:
            self._changed.wait_for(lambda: self._sequence - self._shown < AHEAD, PATIENCE_S)
        while True:
            fault = fault_at(self._number)
            if fault is Fault.LOST and self._lost_at != self._number:
                self._lost_at = self._number
                self.injected[fault] += 1
                raise CaptureError(f"{self.identity} was unplugged; plug it in again")
            number, self._number = self._number, self._number + 1
            if fault is not None and fault is not Fault.LOST and number % EVERY == 0:
                self.injected[fault] += 1
            if fault is Fault.STALLED:
                time.sleep(STALL_S)
            try:
                pixels = decoded_grey(self._sent(number, fault), MOST)
            except DamagedJpeg:
                continue  # as a grabber's driver does: the next one is taken
            return self._frame(pixels)

    def _sent(self, number: int, fault: Fault | None) -> bytes:
        place = number % len(self._frames)
        if fault is Fault.BLACK:
            return self._black
        if fault is Fault.RESIZED:
            return self._resized[place]
        whole = self._frames[place]
        return whole[: len(whole) // 2] if fault is Fault.CORRUPT else whole

    def _frame(self, pixels: GreyImage) -> Frame:
        self._sequence += 1
        now = time.monotonic_ns()
        wrong = self._watch.look(pixels, lambda: None, now)
        return Frame(pixels, self._sequence, now, self._mm_per_pixel, self.identity, mirrored=False, image_fault=wrong)


def _framed(image: GreyImage) -> GreyImage:
    """The same tissue in a larger frame."""
    above, beside = BORDER
    framed: GreyImage = cv2.copyMakeBorder(image, above, above, beside, beside, cv2.BORDER_CONSTANT, value=0)  # type: ignore[assignment]
    return framed


def _jpeg(image: GreyImage) -> bytes:
    coded: bytes = simplejpeg.encode_jpeg(image[:, :, None].copy(), QUALITY, "GRAY", "GRAY")
    return coded
