"""A fault in a stream is noticed within three frames, and stays until it has been away for half a second."""

from __future__ import annotations

import numpy as np

from edge_app.capture.image_faults.find import Chroma
from edge_app.capture.image_faults.watch import HELD_S, FaultWatch
from edge_app.records import GreyImage, ImageFault
from tests.support.fakes import textured

SOUND, BLUE = textured(96, 128), np.full((96, 128), 29, np.uint8)
PERIOD_NS = 33_000_000


class Stream:
    """Frames at 30 Hz, before a watch."""

    def __init__(self, chroma_every: int = 1) -> None:
        self.watch, self.now_ns, self.asked, self._every = FaultWatch(), 0, 0, chroma_every

    def send(self, pixels: GreyImage, chroma: Chroma | None = None) -> ImageFault | None:
        def asked() -> Chroma | None:
            self.asked += 1
            return chroma

        self.now_ns += PERIOD_NS
        return self.watch.look(pixels, asked, self.now_ns, self._every)


def test_the_first_frame_of_a_stream_is_looked_at() -> None:
    assert Stream().send(BLUE) is ImageFault.NO_SIGNAL


def test_a_fault_is_noticed_within_three_frames_and_held() -> None:
    stream = Stream()
    assert not any(stream.send(SOUND) for _ in range(10))
    assert ImageFault.NO_SIGNAL in [stream.send(BLUE) for _ in range(3)]
    held = int(HELD_S * 1e9 / PERIOD_NS)
    after = [stream.send(SOUND) for _ in range(held + 5)]
    assert after[: held - 1] == [ImageFault.NO_SIGNAL] * (held - 1) and after[-1] is None


def test_colours_that_are_dear_are_asked_for_seldom_until_they_are_wrong() -> None:
    stream, green = Stream(chroma_every=15), np.zeros((12, 8, 2), np.uint8)
    for _ in range(60):
        stream.send(SOUND)
    assert stream.asked == 5  # the first, and each fifteenth
    found = [stream.send(SOUND, green) for _ in range(30)]
    assert found[-1] is not None and stream.asked > 15


def test_a_new_start_forgets_the_fault() -> None:
    stream = Stream()
    stream.send(BLUE)
    stream.watch.reset()
    assert stream.send(SOUND) is None
