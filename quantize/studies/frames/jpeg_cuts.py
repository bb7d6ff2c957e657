"""Which cuts in a JPEG are noticed, live and in a file, and what does a live frame cost?

    python -m quantize.studies.frames.jpeg_cuts

Of an image of speckle in each coding, everything from a random place on is missing, with an end marker set or without, or a piece
between two random places is taken out. Cost is the thread's own time, a median, of 1280 x 720 in colour 4:2:0; beside it OpenCV's
decoder, which tells no damage.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import click
import cv2
import numpy as np
from PIL import Image

from edge_app.capture.jpeg import DamagedJpeg, check_whole, decoded_grey
from edge_app.records import GreyImage

MOST = (1920, 1200)  # px
CODINGS: dict[str, dict[str, Any]] = {
    "grey": {},
    "colour 4:4:4": {"subsampling": 0},
    "colour 4:2:0": {"subsampling": 2},
    "progressive": {"progressive": True},
    "restart markers": {"restart_marker_rows": 1},
}
CUTS, ROUNDS = 200, 100


def speckle(height: int, width: int, rng: np.random.Generator) -> GreyImage:
    field = cv2.GaussianBlur(rng.normal(size=(height, width, 2)), (0, 0), sigmaX=3, sigmaY=2)
    envelope = np.hypot(field[..., 0], field[..., 1])
    return np.asarray(255 * envelope / envelope.max(), np.uint8)


def coded(grey: GreyImage, name: str) -> bytes:
    image = Image.fromarray(np.dstack([grey, grey[::-1], grey]) if name.startswith("colour") else grey)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90, **CODINGS[name])
    return file.getvalue()


def is_noticed(read: Callable[[bytes], object], jpeg: bytes) -> bool:
    try:
        read(jpeg)
    except DamagedJpeg:
        return True
    return False


def report_cuts(rng: np.random.Generator) -> None:
    grey = speckle(200, 300, rng)
    for name in CODINGS:
        jpeg = coded(grey, name)
        begin = jpeg.index(b"\xff\xda") + 20
        pairs = np.sort(rng.integers(begin, len(jpeg) - 2, (CUTS, 2)), axis=1)
        report(name, "end missing", jpeg, [jpeg[:start] for start, _ in pairs])
        report(name, "end set early", jpeg, [jpeg[:start] + b"\xff\xd9" for start, _ in pairs])
        report(name, "piece missing", jpeg, [jpeg[:start] + jpeg[end:] for start, end in pairs if end > start])


def report(coding: str, kind: str, jpeg: bytes, cuts: list[bytes]) -> None:
    live = [cut for cut in cuts if not is_noticed(lambda data: decoded_grey(data, MOST), cut)]
    file = [cut for cut in cuts if not is_noticed(check_whole, cut)]
    lengths = [len(jpeg) - len(cut) for cut in live + file]
    told = f", of {min(lengths)} to {max(lengths)} bytes" if lengths else ""
    click.echo(f"{coding:16} {kind:14} {len(cuts)} cuts, not noticed live {len(live)}, in a file {len(file)}{told}")


def median_ms(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        begun = time.thread_time_ns()
        work()
        spent.append(time.thread_time_ns() - begun)
    return float(np.median(spent)) / 1e6


def report_cost(rng: np.random.Generator) -> None:
    jpeg = coded(speckle(720, 1280, rng), "colour 4:2:0")
    data = np.frombuffer(jpeg, np.uint8)
    ours = median_ms(lambda: decoded_grey(jpeg, MOST))
    other = median_ms(lambda: cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
    click.echo(f"1280 x 720, {len(jpeg) / 1e3:.0f} kB: {ours:.2f} ms; OpenCV {other:.2f} ms")


@click.command()
@click.option("--seed", default=0, show_default=True)
def main(seed: int) -> None:
    """Cut and decode."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(seed)
    report_cuts(rng)
    report_cost(rng)


if __name__ == "__main__":
    main()
