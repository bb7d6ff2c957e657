"""How old is a frame when it is handed over? V4l2Source beside cv2.VideoCapture with its default queue, under slow readers.

    python -m benchmarks.capture.latency /dev/video0

Both stream the same mode of the same device, one after the other, and both ages are counted from the kernel's own stamp of
the frame. "Behind" is that age in periods of the stream, less the periods that a reader who only waits sees at least:
0 is the newest frame there is. Needs a video device; this project's tests have one in their guest (make test-device).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click
import cv2
import numpy as np
import numpy.typing as npt

from edge_app.capture.formats import FormatRequest, Mode, parse_size
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.errors import CaptureError, EdgeError

PAUSES = (0.0, 2.5, 6.0)  # periods that the reader is busy between two frames
FIRST = 8  # frames of each run that are not counted: the queue has to fill

Reader = Callable[[], int]  # reads one frame and gives the kernel's stamp of it, ns


def ages_ns(read: Reader, pause_s: float, count: int) -> npt.NDArray[np.int64]:
    """(count,) int64, ns from stamp to hand-over, of a reader that is busy for `pause_s` after each frame."""
    ages = []
    for _ in range(FIRST + count):
        stamp = read()
        ages.append(time.monotonic_ns() - stamp)
        time.sleep(pause_s)
    return np.array(ages[FIRST:], np.int64)


def ours(path: Path, mode: Mode, pause: float, count: int) -> npt.NDArray[np.int64]:
    """The ages by V4l2Source."""
    with V4l2Source(str(path), FormatRequest(mode.width, mode.height, mode.rate)) as source:
        return ages_ns(lambda: source.read().captured_ns, pause / mode.rate, count)


def opencvs(path: Path, mode: Mode, pause: float, count: int) -> npt.NDArray[np.int64]:
    """The same by cv2.VideoCapture as it comes, converting as it does by default."""
    capture = cv2.VideoCapture(str(path), cv2.CAP_V4L2)
    try:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*mode.fourcc.ljust(4)))
        for name, value in ((cv2.CAP_PROP_FRAME_WIDTH, mode.width), (cv2.CAP_PROP_FRAME_HEIGHT, mode.height)):
            capture.set(name, value)
        capture.set(cv2.CAP_PROP_FPS, mode.rate)

        def read() -> int:
            grabbed, _ = capture.read()
            if not grabbed:
                raise CaptureError(f"cv2.VideoCapture reads nothing from {path}; is it a capture device?")
            return int(capture.get(cv2.CAP_PROP_POS_MSEC) * 1e6)

        return ages_ns(read, pause / mode.rate, count)
    finally:
        capture.release()


def row(name: str, pause: float, ages: npt.NDArray[np.int64], period_ns: float, floor: float) -> str:
    """One line of the table; `floor`: the least age in periods that any reader saw."""
    p50, p99, most = np.percentile(ages, [50, 99, 100])
    behind = np.maximum(0, np.floor(ages / period_ns - floor)).astype(int)
    return (
        f"{name:18} {pause:5.1f}  {p50 / 1e6:8.2f} {p99 / 1e6:8.2f} {most / 1e6:8.2f}   "
        f"{np.median(behind):6.0f} {behind.max():6d}"
    )


@click.command()
@click.argument("device", default="/dev/video0")
@click.option("--count", type=click.IntRange(min=10), default=60, show_default=True, help="Frames of each run.")
@click.option("--size", type=parse_size, metavar="WxH", default="800x600", show_default=True, help="Size to ask for, px.")
@click.option("--rate", type=float, default=30.0, show_default=True, help="Hz to ask for.")
def main(device: str, count: int, size: tuple[int, int], rate: float) -> None:
    """Print the ages of both, for readers of different slowness."""
    try:
        compare(device, FormatRequest(*size, rate), count)
    except EdgeError as exc:
        raise click.ClickException(str(exc)) from exc


def compare(device: str, request: FormatRequest, count: int) -> None:
    """Raises CaptureError when the device cannot be read."""
    runs: list[tuple[str, float, npt.NDArray[np.int64]]] = []
    with V4l2Source(device, request) as source:
        source.read()
        path, mode, streamed = source.path, source.streamed, source.mode
    assert path is not None and mode is not None  # it was open
    for pause in PAUSES:
        runs.append(("V4l2Source", pause, ours(path, mode, pause, count)))
        runs.append(("cv2.VideoCapture", pause, opencvs(path, mode, pause, count)))
    period_ns = 1e9 / mode.rate
    floor = max(0.0, min(float(ages.min()) for _, _, ages in runs) / period_ns)
    print(f"{streamed}, {count} frames a run, OpenCV {cv2.__version__}")
    print(f"{'reader':18} {'busy':>5}  {'p50 ms':>8} {'p99 ms':>8} {'most ms':>8}   {'behind':>6} {'most':>6}   (busy: periods)")
    for name, pause, ages in runs:
        print(row(name, pause, ages, period_ns, floor))


if __name__ == "__main__":
    main()
