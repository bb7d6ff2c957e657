"""The simulated probe as a process of its own, an OpenIGTLink server as scanners are: `python -m benchmarks.screen.probe`.

It takes a ProbeTask as JSON on standard input. Now and then it flashes: for some frames the strip's first square is white and the
probe looks at an abnormal muscle, over which the network lays heat; otherwise at a normal one, over which it lays none.
"""

from __future__ import annotations

import itertools
import random
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.screen.flashes import Flash
from benchmarks.screen.image_message import body, checksum, header
from benchmarks.screen.marker import NUMBERS, Mark, draw
from benchmarks.screen.tasks import ProbeTask
from edge_app.capture.simulated import MM_PER_PIXEL, SimulatedProbe
from edge_app.records import GreyImage
from edge_app.system.parent import end_with_parent

DEVICE = "Probe"
NORMAL, ABNORMAL = 1, 4  # grades
SUBJECT = 1  # seed of the person; this one's normal muscle gets no heat at all from the shipped bundle
IMAGES = 24  # of each, played forwards and backwards
LIT_FRAMES, DARK_FRAMES = 3, (3, 8)  # frames of a flash, and least and most between two
MEAN_PERIOD = LIT_FRAMES + sum(DARK_FRAMES) / 2  # frames from flash to flash


def schedule(seed: int) -> Iterator[bool]:
    """Whether each frame belongs to a flash; at random, so that flashes keep no step with the screen's own rate."""
    drawn = random.Random(seed)
    while True:
        yield from itertools.repeat(False, drawn.randint(*DARK_FRAMES))
        yield from itertools.repeat(True, LIT_FRAMES)


def images(grade: int, rate: float) -> list[GreyImage]:
    """Of the moving probe."""
    with SimulatedProbe(SUBJECT, grade=grade, frames_per_second=rate) as probe:
        return [probe.image(number / rate) for number in range(IMAGES)]


def frames(dark: list[GreyImage], lit: list[GreyImage], seed: int) -> Iterator[tuple[int, bool, bytes]]:
    """Number, whether it belongs to a flash, and the message's body of each frame."""
    places = [*range(len(dark)), *range(len(dark) - 2, 0, -1)]
    for number, (place, is_lit) in enumerate(zip(itertools.cycle(places), schedule(seed), strict=False)):
        pixels = np.array((lit if is_lit else dark)[place])
        draw(pixels, Mark(number % NUMBERS, is_lit))
        yield number, is_lit, body(pixels, MM_PER_PIXEL)


def play(connection: socket.socket, task: ProbeTask, dark: list[GreyImage], lit: list[GreyImage]) -> None:
    """Send frames until the receiver is gone."""
    with Path(task.flashes).open("wb") as notes:
        due, was_lit = time.monotonic(), False
        for number, is_lit, message in frames(dark, lit, task.seed):
            crc = checksum(message)
            due = max(due + 1 / task.rate, time.monotonic() - 0.5)  # a delay is made up for without a burst
            time.sleep(max(0.0, due - time.monotonic()))
            handed_ns = time.monotonic_ns()
            try:
                connection.sendall(header(message, crc, DEVICE, time.time()) + message)
            except OSError:
                return
            if is_lit and not was_lit:
                notes.write(msgspec.json.encode(Flash(number % NUMBERS, LIT_FRAMES, handed_ns)) + b"\n")
                notes.flush()
            was_lit = is_lit


def main() -> int:
    """Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=ProbeTask)
    end_with_parent(task.parent)
    dark, lit = images(NORMAL, task.rate), images(ABNORMAL, task.rate)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        connection, _ = listening.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            play(connection, task, dark, lit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
