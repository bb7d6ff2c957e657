"""Looks for image faults in a live stream: not in every frame, and a fault stays for a while, since some come and go."""

from __future__ import annotations

from collections.abc import Callable

from edge_app.capture.image_faults.find import Chroma, find_fault
from edge_app.records import GreyImage, ImageFault

FAULTS_EVERY = 3  # frames; all while something is wrong, and the first ones
HELD_S = 0.5  # s for which a fault is reported after it was last seen: combs and half frames come and go


class FaultWatch:
    """The faults of one stream."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """The stream has started anew."""
        self._fault: ImageFault | None = None
        self._age = 0  # frames since the start
        self._until_ns = 0

    def look(
        self, pixels: GreyImage, chroma: Callable[[], Chroma | None], now_ns: int, chroma_every: int = 1
    ) -> ImageFault | None:
        """What is wrong with the stream now.

        pixels: (H, W) as they came, before rows are resampled, which would blur what only some of them show. chroma: gives what
        `find_fault` takes; asked only when it is needed, and only in every so many frames where it is dear.
        """
        self._age += 1
        if self._fault is None and self._age % FAULTS_EVERY and self._age > FAULTS_EVERY:
            return None
        wanted = self._age % chroma_every <= 1 or self._fault is ImageFault.WRONG_COLOURS
        found = find_fault(pixels, chroma() if wanted else None)
        if found is not None:
            self._fault, self._until_ns = found, now_ns + int(HELD_S * 1e9)
        elif now_ns >= self._until_ns:
            self._fault = None
        return self._fault
