"""What does the colour of a frame cost beside its luminance, and how much does an image change that is frozen or held?

    python -m quantize.studies.frames.frame_colour

Cost is the thread's own time of one frame of 640 x 480, a median; of MJPG only every third frame is asked for its colour. Change
is that which the guard compares with its limit for frozen images, in grey levels: of one image with noise of 3 grey levels and
JPEG, and of the simulated hand after 1/30 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import click
import cv2
import numpy as np

from edge_app.capture.formats import PixelFormat
from edge_app.capture.simulated import SimulatedProbe
from edge_app.capture.v4l2.chroma import colour
from edge_app.capture.v4l2.luma import Layout, luma
from edge_app.guard.frozen import EVERY, SIDE
from edge_app.records import GreyImage

WIDTH, HEIGHT, ROUNDS, PAIRS = 640, 480, 200, 20
NOISE = 3.0  # grey levels
QUALITY = 90
STRIDES = {PixelFormat.YUYV: 2 * WIDTH, PixelFormat.NV12: WIDTH, PixelFormat.MJPG: 0}


def packed(grey: GreyImage, format: PixelFormat) -> bytes:
    """A grey frame as a driver lays it into a buffer."""
    if format is PixelFormat.YUYV:
        return np.dstack([grey, np.full_like(grey, 128)]).tobytes()
    if format is PixelFormat.NV12:
        return grey.tobytes() + b"\x80" * (WIDTH * HEIGHT // 2)
    bgr = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1])


def median_ms(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        begun = time.thread_time_ns()
        work()
        spent.append(time.thread_time_ns() - begun)
    return float(np.median(spent)) / 1e6


def report_cost(grey: GreyImage) -> None:
    for format, stride in STRIDES.items():
        layout, data = Layout(format, WIDTH, HEIGHT, stride), memoryview(packed(grey, format))
        light, dyed = median_ms(partial(luma, data, layout)), median_ms(partial(colour, data, layout))
        click.echo(f"{format.value}: luminance {light:.2f} ms, colour {dyed:.2f} ms")


def change(before: GreyImage, after: GreyImage) -> float:
    """Grey levels, mean over the parts."""
    one, other = (cv2.resize(image[::EVERY], (SIDE, SIDE), interpolation=cv2.INTER_AREA) for image in (before, after))
    return float(cv2.norm(one, other, cv2.NORM_L1)) / SIDE**2


def noisy(grey: GreyImage, rng: np.random.Generator) -> GreyImage:
    sent = np.clip(grey + rng.normal(0, NOISE, grey.shape), 0, 255).astype(np.uint8)
    data = cv2.imencode(".jpg", sent, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def middle(pixels: GreyImage) -> GreyImage:
    height, width = pixels.shape
    return pixels[height // 4 : height * 3 // 4, width // 4 : width * 3 // 4]


@click.command()
@click.option("--seed", default=0, show_default=True)
def main(seed: int) -> None:
    """Measure both."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(seed)
    with SimulatedProbe(seed=seed, frames_per_second=30.0) as probe:
        frames = [middle(probe.read().pixels) for _ in range(PAIRS)]
    report_cost(np.asarray(cv2.resize(frames[0], (WIDTH, HEIGHT)), np.uint8))
    frozen = [change(noisy(frames[0], rng), noisy(frames[0], rng)) for _ in range(PAIRS)]
    held = [change(before, after) for before, after in pairwise(frames)]
    click.echo(f"change of a frozen image: median {np.median(frozen):.2f}, most {max(frozen):.2f}")
    click.echo(f"change of the simulated hand: least {min(held):.2f}, median {np.median(held):.2f}")


if __name__ == "__main__":
    main()
