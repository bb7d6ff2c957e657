"""What do the guard's checks of one frame say of muscle, of a probe in the air, of writing and of altered images, at what cost?

    python -m quantize.studies.guard.checks --data ../shared/data

Shares of regions, the central one and the proposed one of each frame, by reason. Gain of real images is added to the grey levels
(60 dB over 255), that of simulated ones is the scanner's. Cost is the thread's own time, a median; one thread.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.guard.checks import assess
from edge_app.guard.frozen import Frozen
from edge_app.guard.scope import GuardScope
from edge_app.imaging.colour_map import from_rgb
from edge_app.muscle_roi import MuscleProposal, propose_muscle
from edge_app.phantom.phantom import acquire, build_phantom
from edge_app.phantom.scanner import Pose, Scanner, draw_settings
from edge_app.phantom.subject import draw_subject
from edge_app.records import Frame, GreyImage, Guard, Muscle, Roi
from edge_app.scanner_screen import central_region, image_field
from quantize.studies import CHECKOUT

MUSCLE = (
    "gl_longitudinal_ge_screen", "gm_longitudinal_philips", "gm_longitudinal_telemed", "vl_longitudinal_ge",
    "limb_transverse_sweep", "nerve_regions_transverse/images",
)  # fmt: skip
GAINS_DB = (-18, -12, -6, 0, 6, 12, 18)
CONTACTS = (0.6, 0.4, 0.2, 0.0)  # share of the probe on the skin
WORDS = ("BICEPS R", "12.5 mm", "Depth 4")
ROI = Roi(170, 110, 300, 250)  # px, in 640 x 480
ROUNDS = 300
SCREENS = CHECKOUT / "docs" / "screens"
SCOPE = GuardScope()  # any size in millimetres; the limits of pixels and of brightness


def regions(pixels: GreyImage) -> list[Roi]:
    """The central region, and the one that is proposed."""
    field = image_field(pixels)
    found = propose_muscle(pixels, field)
    wanted = [central_region(field), *([found.region] if isinstance(found, MuscleProposal) else [])]
    return [roi.clipped(pixels.shape[1], pixels.shape[0], 16) for roi in wanted]


def real(data: Path) -> Iterator[tuple[Frame, Roi]]:
    """Regions of real muscle, of at most 16 frames of a recording."""
    for folder in MUSCLE:
        for file in recordings_in(data / folder):
            for recorded in islice(open_recording(file).frames(), 0, 96, 6):
                frame = Frame(recorded.pixels, 0, 0, None, file.name, colour=recorded.colour)
                yield from ((frame, roi) for roi in regions(frame.pixels))


def brighter(frame: Frame, decibel: float) -> Frame:
    return replace(frame, pixels=np.clip(frame.pixels.astype(int) + round(decibel * 255 / 60), 0, 255).astype(np.uint8))


def with_word(frame: Frame, roi: Roi, word: str) -> Frame:
    pixels = frame.pixels.copy()
    at = (roi.x + roi.w // 8, roi.y + roi.h // 2)
    cv2.putText(pixels, word, at, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (230,), 1, cv2.LINE_AA)
    return replace(frame, pixels=pixels)


def report(title: str, guards: list[Guard]) -> None:
    counts = Counter(guard.value for guard in guards)
    click.echo(f"{title:32} {len(guards):4}  " + ", ".join(f"{name} {n}" for name, n in counts.most_common()))


def report_real(data: Path) -> None:
    muscle = list(real(data))
    for gain in GAINS_DB:
        report(f"real muscle {gain:+} dB", [assess(brighter(frame, gain), roi, SCOPE) for frame, roi in muscle])
    report("real muscle with a word over it", [assess(with_word(f, r, w), r, SCOPE) for f, r in muscle for w in WORDS])


def filmed(frame: Frame, period: float) -> Frame:
    """As a camera sees a screen: its pixels and the camera's interfere."""
    y, x = np.mgrid[: frame.height, : frame.width]
    pattern = np.sin(2 * np.pi * (0.96 * x + 0.29 * y) / period) * np.sin(2 * np.pi * (0.96 * y - 0.29 * x) / period)
    return replace(frame, pixels=np.clip(frame.pixels * (1 + 0.6 * pattern), 0, 255).astype(np.uint8))


def blurred(frame: Frame, sigma: float) -> Frame:
    return replace(frame, pixels=np.asarray(cv2.GaussianBlur(frame.pixels, (0, 0), sigma), np.uint8))


def stretched(frame: Frame, roi: Roi, times: int) -> tuple[Frame, Roi]:
    """Drawn out in depth."""
    pixels = np.asarray(cv2.resize(frame.pixels, None, fx=1, fy=times, interpolation=cv2.INTER_LINEAR), np.uint8)
    return replace(frame, pixels=pixels, colour=None), Roi(roi.x, roi.y * times, roi.w, roi.h * times)


def two_images(frame: Frame, roi: Roi, gap: int) -> tuple[Frame, Roi]:
    """The region and its mirror image side by side, and a region over the middle of both."""
    crop = roi.crop(frame.pixels)
    pixels = np.hstack([crop, np.zeros((roi.h, gap), np.uint8), crop[:, ::-1]])
    return replace(frame, pixels=pixels, colour=None), Roi(roi.w // 2, 0, roi.w + gap, roi.h)


def report_altered(data: Path) -> None:
    muscle = list(real(data))
    for sigma in (2, 3, 5):
        report(f"blurred by {sigma} px", [assess(blurred(frame, sigma), roi, SCOPE) for frame, roi in muscle])
    for period in (4, 7):
        report(f"filmed, pattern of {period} px", [assess(filmed(frame, period), roi, SCOPE) for frame, roi in muscle])
    for times in (2, 3):
        report(f"{times} times as deep", [assess(*stretched(frame, roi, times), SCOPE) for frame, roi in muscle])
    for gap in (0, 4):
        report(f"two images, {gap} px between", [assess(*two_images(frame, roi, gap), SCOPE) for frame, roi in muscle])


def report_screens() -> None:
    found: dict[str, list[Guard]] = {}
    for file in sorted(SCREENS.glob("*.png")):
        rgb = np.asarray(cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB), np.uint8)  # type: ignore[arg-type]
        grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
        for margin in (0, 0.06, 0.2):
            x, y = round(margin * grey.shape[1]), round(margin * grey.shape[0])
            roi = Roi(x, y, grey.shape[1] - 2 * x, grey.shape[0] - 2 * y)
            for title, colour in (("in colour", from_rgb(rgb)), ("in grey", None)):
                frame = Frame(grey, 0, 0, None, file.name, colour=colour)
                found.setdefault(f"our screens, {margin:.0%} cut off, {title}", []).append(assess(frame, roi, SCOPE))
    for title, guards in found.items():
        report(title, guards)


def report_simulated(subjects: int) -> None:
    rng = np.random.default_rng(7)
    found: dict[str, list[Guard]] = {}
    for number in range(subjects):
        subject = draw_subject(rng, str(number), list(Muscle)[number % 3], abnormal=number % 4 > 0)
        phantom = build_phantom(subject, number)
        settings = draw_settings(rng, phantom.deepest_mm)
        slab = phantom.slab((0, 0), settings.depth_mm, rng)
        wanted = regions(acquire(phantom, Scanner(settings, number), Pose(), slab).grey)
        cases = [(f"simulated grade {subject.grade}, {gain:+} dB", gain, 1.0) for gain in GAINS_DB]
        cases += [(f"simulated, {contact:.0%} on the skin", 0, contact) for contact in CONTACTS]
        for title, gain, contact in cases:
            scanner = Scanner(replace(settings, gain_db=settings.gain_db + gain), number)
            frame = Frame(acquire(phantom, scanner, Pose(contact=contact), slab).grey, 0, 0, scanner.mm_per_row, "simulated")
            found.setdefault(title, []).extend(assess(frame, roi, SCOPE) for roi in wanted)
    for title in sorted(found):
        report(title, found[title])


def milliseconds(work: Callable[[], object]) -> float:
    """The thread's own time for one call, ms, a median."""
    spent = []
    for _ in range(ROUNDS):
        start = time.thread_time_ns()
        work()
        spent.append(time.thread_time_ns() - start)
    return float(np.median(spent)) / 1e6


def report_cost() -> None:
    rng = np.random.default_rng(1)
    phantom = build_phantom(draw_subject(rng, "0", Muscle.BICEPS_BRACHII, abnormal=False), 0)
    settings = draw_settings(rng, phantom.deepest_mm)
    image = acquire(phantom, Scanner(settings, 0), Pose(), phantom.slab((0, 0), settings.depth_mm, rng)).grey
    pixels = np.asarray(cv2.resize(image, (640, 480), interpolation=cv2.INTER_AREA), np.uint8)
    frame = Frame(pixels, 0, 0, 0.1, "simulated", colour=from_rgb(np.dstack([pixels] * 3)))
    frozen = Frozen()
    reason, spent = assess(frame, ROI, SCOPE), milliseconds(lambda: assess(frame, ROI, SCOPE))
    click.echo(f"checks, all passed ({reason.value})        {spent:6.3f} ms")
    click.echo(f"frozen                          {milliseconds(lambda: frozen.update(frame, ROI)):6.3f} ms")


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of real images.")
@click.option("--subjects", default=24, show_default=True, type=click.IntRange(1), help="Simulated subjects.")
def main(data: Path | None, subjects: int) -> None:
    """Measure the guard's checks."""
    cv2.setNumThreads(1)
    report_cost()
    if data is not None:
        report_real(data)
        report_altered(data)
    report_screens()
    report_simulated(subjects)


if __name__ == "__main__":
    main()
