"""Evenly spread items of a stream of unknown length, of which few are kept at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class EvenSample(Generic[T]):
    """At most `count` items, evenly spread over what came, keeping fewer than 2 x count at a time.

    Before each item `wants_next` says whether it may be kept: one that may not need not be made. Then `add` or `skip`.
    """

    def __init__(self, count: int) -> None:
        self._count, self._step, self._came = count, 1, 0
        self._kept: list[T] = []

    def wants_next(self) -> bool:
        return self._came % self._step == 0

    def add(self, item: T) -> None:
        self._came += 1
        self._kept.append(item)
        if len(self._kept) == 2 * self._count:
            self._kept, self._step = self._kept[::2], 2 * self._step

    def skip(self) -> None:
        self._came += 1

    def selected(self) -> list[T]:
        """The items, in their order."""
        size = min(self._count, len(self._kept))
        return [self._kept[i * len(self._kept) // size] for i in range(size)]


def sample_evenly(items: Iterable[T], count: int) -> list[T]:
    """At most `count` items, evenly spread over a stream of unknown length."""
    sample: EvenSample[T] = EvenSample(count)
    for item in items:
        if sample.wants_next():
            sample.add(item)
        else:
            sample.skip()
    return sample.selected()
