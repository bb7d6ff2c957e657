"""Edges of the LED beside those of the photodiode. The pins are made up: no board has been measured yet."""

from __future__ import annotations

import pytest

from benchmarks.screen import photodiode
from benchmarks.screen.photodiode import Edges, Measured, flash, pair, together

MS = 1_000_000


class MadeUpLines:
    """Light follows the LED after 30 ms; every third flash is not seen."""

    def __init__(self) -> None:
        self._flashes = 0
        self._edges = Edges((), ())

    def switch(self, is_on: bool) -> None:
        if is_on:
            self._flashes += 1
            at = self._flashes * 1000 * MS
            self._edges = Edges((at,), (at + 30 * MS,) if self._flashes % 3 else ())

    def edges(self) -> Edges:
        edges, self._edges = self._edges, Edges((), ())
        return edges


def test_each_flash_has_the_first_light_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photodiode, "LIT_S", 0.0)
    monkeypatch.setattr(photodiode, "DARK_S", (0.0, 0.0))
    measured = pair(together(list(flash(MadeUpLines(), 9))), offset_ms=0.5)
    assert measured == Measured((29.5,) * 6, 3)


def test_light_of_the_next_flash_is_not_that_of_this_one() -> None:
    assert pair(Edges((0, 1000 * MS), (1040 * MS, 1041 * MS)), 0.0) == Measured((40.0,), 1)
    assert pair(Edges((5 * MS,), (4 * MS,)), 0.0) == Measured((), 1)
