"""Glass-to-glass on a device, with an LED and a photodiode: `python -m benchmarks.screen.photodiode /dev/gpiochip0 --help`.

An LED in view of the camera is switched on; a photodiode on the panel sees it come up. Both are edges on inputs of the board,
which the kernel stamps with its monotonic clock, so that this program's own delays do not count. docs/GLASS_TO_GLASS.md has the
wiring and the calibration. Needs the package gpiod; nobody has run it on a board yet.
"""

from __future__ import annotations

import random
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import click
import numpy as np
from tqdm import tqdm

from benchmarks.result.table import percentile
from benchmarks.statistics.timing import timing
from edge_app.errors import ConfigError

LIT_S, DARK_S = 0.25, (0.35, 0.6)  # s that the LED is on; least and most that it is off, so that it keeps no step with the panel
WAIT_NS = 500_000_000  # ns after the LED within which the panel must show it


@dataclass(frozen=True)
class Edges:
    """When each input rose, monotonic clock, ns, in their order."""

    led: tuple[int, ...]
    light: tuple[int, ...]


class Lines(Protocol):
    """The board's pins: one output that drives the LED, one input beside it, and one from the photodiode."""

    def switch(self, is_on: bool) -> None:
        """The LED."""

    def edges(self) -> Edges:
        """All that have risen since the last call."""


@dataclass(frozen=True)
class Measured:
    """Of all flashes of the LED."""

    ms: tuple[float, ...]
    unseen: int  # flashes that the photodiode did not see


def pair(edges: Edges, offset_ms: float) -> Measured:
    """The first light after each flash of the LED. offset_ms: what the photodiode and its comparator take, by calibration."""
    found = []
    for at_ns in edges.led:
        place = bisect_left(edges.light, at_ns)
        if place < len(edges.light) and edges.light[place] - at_ns < WAIT_NS:
            found.append((edges.light[place] - at_ns) / 1e6 - offset_ms)
    return Measured(tuple(found), len(edges.led) - len(found))


def flash(lines: Lines, count: int, seed: int = 0) -> Iterator[Edges]:
    """Flash so often; gives the edges of each flash."""
    drawn = random.Random(seed)
    lines.edges()  # of before
    for _ in range(count):
        lines.switch(True)
        time.sleep(LIT_S)
        lines.switch(False)
        time.sleep(drawn.uniform(*DARK_S))
        yield lines.edges()


def together(parts: Sequence[Edges]) -> Edges:
    return Edges(tuple(at for part in parts for at in part.led), tuple(at for part in parts for at in part.light))


class GpioLines:
    """`Lines` of a GPIO character device. Not run on a board yet."""

    def __init__(self, request: object, led: int, seen: int, light: int) -> None:
        self._request, self._led, self._seen, self._light = request, led, seen, light

    def switch(self, is_on: bool) -> None:
        from gpiod.line import Value

        self._request.set_value(self._led, Value.ACTIVE if is_on else Value.INACTIVE)  # type: ignore[attr-defined]

    def edges(self) -> Edges:
        at: dict[int, list[int]] = {self._seen: [], self._light: []}
        while self._request.wait_edge_events(0):  # type: ignore[attr-defined]
            for event in self._request.read_edge_events():  # type: ignore[attr-defined]
                at[event.line_offset].append(event.timestamp_ns)
        return Edges(tuple(at[self._seen]), tuple(at[self._light]))


@contextmanager
def open_lines(chip: str, led: int, seen: int, light: int) -> Iterator[GpioLines]:
    """Raises ConfigError."""
    try:
        import gpiod
        from gpiod.line import Clock, Direction, Edge
    except ImportError as exc:
        raise ConfigError("the package gpiod is missing; run pip install gpiod") from exc
    rising = gpiod.LineSettings(direction=Direction.INPUT, edge_detection=Edge.RISING, event_clock=Clock.MONOTONIC)
    lines = {led: gpiod.LineSettings(direction=Direction.OUTPUT), (seen, light): rising}
    try:
        request = gpiod.request_lines(chip, consumer="glass-to-glass", config=lines, event_buffer_size=1024)
    except OSError as exc:
        raise ConfigError(f"{chip} does not give lines {led}, {seen} and {light} ({exc}); see gpioinfo") from exc
    with request:
        yield GpioLines(request, led, seen, light)


@click.command()
@click.argument("chip")
@click.option("--led", type=int, required=True, help="Number of the line that drives the LED.")
@click.option("--led-seen", type=int, required=True, help="Of the input that is wired to it.")
@click.option("--light", type=int, required=True, help="Of the input from the photodiode.")
@click.option("--count", type=click.IntRange(min=1), default=1000, show_default=True, help="Flashes.")
@click.option("--offset-ms", type=float, default=0.0, help="What the photodiode takes: the median that it had right on the LED.")
def main(chip: str, led: int, led_seen: int, light: int, count: int, offset_ms: float) -> None:
    """Print glass-to-glass of this device; with the photodiode right on the LED, the offset."""
    try:
        with open_lines(chip, led, led_seen, light) as lines:
            parts = list(tqdm(flash(lines, count), total=count, disable=None, leave=False, file=sys.stderr))
    except ConfigError as exc:
        raise click.ClickException(str(exc)) from exc
    measured = pair(together(parts), offset_ms)
    if not measured.ms:
        raise click.ClickException("the photodiode has seen no flash; look at its place and its threshold")
    found = timing([np.asarray(measured.ms)])
    figures = ", ".join(f"p{100 * fraction:g} {percentile(found, fraction)}" for fraction in (0.5, 0.9, 0.99))
    click.echo(
        f"glass-to-glass: {figures} ms, {found.min_ms:.2f} to {found.max_ms:.2f}, of {found.count}; {measured.unseen} unseen"
    )


if __name__ == "__main__":
    main()
