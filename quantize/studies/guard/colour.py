"""Does the guard see colour over real muscle, and only there?

    python -m quantize.studies.guard.colour ../shared/data

Over every fifth real image the program paints flow (two directions, or power), elastography, vessels of 28 x 20 and 16 x 12 px,
and what is none: noise, a coloured mark at the region's edge, callipers, and the tinted grey maps that scanners offer, strong and
faint. Each is looked at as it is and after JPEG of quality 70. Shares of central regions called coloured.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import cv2
import numpy as np
import numpy.typing as npt

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.guard.colour import has_colour
from edge_app.imaging.colour_map import from_rgb
from edge_app.records import COLOUR_BLOCK, GreyImage, Roi
from edge_app.scanner_screen import central_region, image_field
from quantize.studies.guard.checks import MUSCLE

EVERY = 5
Rgb = npt.NDArray[np.uint8]
Steps = tuple[tuple[int, int, int], ...]
TINTS: dict[str, Steps] = {
    "sepia": ((0, 0, 0), (112, 66, 20), (220, 180, 120), (255, 245, 220)),
    "gold": ((0, 0, 0), (120, 90, 20), (230, 200, 110), (255, 250, 220)),
    "blue": ((0, 0, 0), (30, 50, 110), (140, 170, 220), (240, 250, 255)),
    "green": ((0, 0, 0), (30, 90, 60), (150, 200, 160), (240, 255, 240)),
}
TOWARDS: Steps = ((90, 0, 0), (200, 0, 0), (255, 160, 0), (255, 255, 0))
AWAY: Steps = ((0, 0, 90), (0, 0, 200), (0, 160, 255), (0, 255, 255))
POWER: Steps = ((60, 10, 0), (160, 30, 0), (255, 120, 0), (255, 230, 60))


def mapped(levels: GreyImage, steps: Steps) -> Rgb:
    """Levels in a colour map that runs through these steps."""
    at, colours = np.linspace(0, 255, len(steps)), np.array(steps, float)
    return np.stack([np.interp(np.arange(256), at, colours[:, part]) for part in range(3)], axis=1).astype(np.uint8)[levels]


def smooth(shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Smooth noise, 0-1."""
    small = cv2.GaussianBlur(rng.normal(size=(64, 64)), (0, 0), 3)
    noise = np.asarray(cv2.resize(small, shape[1::-1], interpolation=cv2.INTER_CUBIC), np.float64)
    return np.asarray((noise - noise.min()) / np.ptp(noise), np.float64)


def with_flow(rgb: Rgb, roi: Roi, share: float, power: bool, rng: np.random.Generator) -> Rgb:
    """Flow over a share of the region."""
    box = rgb[roi.y : roi.y + roi.h, roi.x : roi.x + roi.w]
    where, speed = smooth(box.shape, rng), smooth(box.shape, rng)
    level = np.asarray(255 * (speed if power else np.abs(2 * speed - 1)), np.uint8)
    paint = mapped(level, POWER) if power else np.where((speed > 0.5)[..., None], mapped(level, TOWARDS), mapped(level, AWAY))
    flows = where > np.quantile(where, 1 - share)
    box[flows] = paint[flows]
    return rgb


def with_elastography(rgb: Rgb, roi: Roi, opacity: float, rng: np.random.Generator) -> Rgb:
    box = rgb[roi.y : roi.y + roi.h, roi.x : roi.x + roi.w]
    stiff = cv2.applyColorMap((255 * smooth(box.shape, rng)).astype(np.uint8), cv2.COLORMAP_JET)
    box[:] = cv2.addWeighted(box, 1 - opacity, stiff[..., ::-1], opacity, 0)
    return rgb


def with_drawing(rgb: Rgb, roi: Roi) -> Rgb:
    """A mark at the region's edge, callipers and a line between them."""
    a, b = (roi.x + roi.w // 5, roi.y + roi.h // 3), (roi.x + roi.w // 2, roi.y + roi.h // 2)
    cv2.circle(rgb, (roi.x + 4, roi.y + 4), 5, (0, 255, 0), -1)
    for at in (a, b):
        cv2.drawMarker(rgb, at, (255, 255, 0), cv2.MARKER_CROSS, 11, 1)
    cv2.line(rgb, a, b, (0, 255, 0), 1)
    return rgb


def with_vessel(rgb: Rgb, roi: Roi, axes: tuple[int, int], rng: np.random.Generator) -> Rgb:
    """A red ellipse of these half axes, anywhere to the blocks."""
    x, y = (int(at) for at in rng.integers(0, COLOUR_BLOCK, 2))
    cv2.ellipse(rgb, (roi.x + roi.w // 2 + x, roi.y + roi.h // 2 + y), axes, 0, 0, 360, (180, 20, 0), -1)
    return rgb


def with_thick_callipers(rgb: Rgb, roi: Roi, rng: np.random.Generator) -> Rgb:
    for _ in range(2):
        at = (roi.x + int(rng.integers(20, roi.w - 20)), roi.y + int(rng.integers(20, roi.h - 20)))
        cv2.drawMarker(rgb, at, (255, 255, 0), cv2.MARKER_CROSS, 11, 2)
    return rgb


def faint(grey: GreyImage, steps: Steps, strength: float) -> Rgb:
    """A tinted grey map of which so much is left."""
    return np.asarray(cv2.addWeighted(np.dstack([grey] * 3), 1 - strength, mapped(grey, steps), strength, 0), np.uint8)


def jpeg(rgb: Rgb) -> Rgb:
    data = cv2.imencode(".jpg", np.ascontiguousarray(rgb[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


def paintings(grey: GreyImage, roi: Roi, rng: np.random.Generator) -> dict[str, Callable[[], Rgb]]:
    """What is painted, by its name."""
    cases: dict[str, Callable[[], Rgb]] = {
        "grey": lambda: np.dstack([grey] * 3),
        "grey with noise": lambda: np.clip(grey[..., None] + rng.normal(0, 6, (*grey.shape, 3)), 0, 255).astype(np.uint8),
        "grey with marks and callipers": lambda: with_drawing(np.dstack([grey] * 3), roi),
        "callipers 2 px thick": lambda: with_thick_callipers(np.dstack([grey] * 3), roi, rng),
        "one vessel of 28 x 20 px": lambda: with_vessel(np.dstack([grey] * 3), roi, (14, 10), rng),
        "one vessel of 16 x 12 px": lambda: with_vessel(np.dstack([grey] * 3), roi, (8, 6), rng),
    }
    for name, steps in TINTS.items():
        for strength in (1.0, 0.5, 0.25, 0.15, 0.05):
            cases[f"tinted {name}, {strength:.0%}"] = lambda steps=steps, s=strength: faint(grey, steps, s)  # type: ignore[misc]
        cases[f"elastography, 12% on {name}"] = lambda steps=steps: with_elastography(mapped(grey, steps), roi, 0.12, rng)  # type: ignore[misc]
        for share in (0.03, 0.9):
            for power in (False, True):
                title = f"{'power' if power else 'flow'} over {share:.0%} on {name}"
                cases[title] = lambda steps=steps, share=share, power=power: with_flow(
                    mapped(grey, steps), roi, share, power, rng
                )  # type: ignore[misc]
    for share in (0.03, 0.4, 0.9):
        for power in (False, True):
            title = f"{'power' if power else 'flow'} over {share:.0%} on grey"
            cases[title] = lambda share=share, power=power: with_flow(np.dstack([grey] * 3), roi, share, power, rng)  # type: ignore[misc]
    for opacity in (0.08, 0.12, 0.25, 0.5, 0.8):
        cases[f"elastography, {opacity:.0%} opaque"] = lambda o=opacity: with_elastography(np.dstack([grey] * 3), roi, o, rng)  # type: ignore[misc]
    return cases


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(data: Path) -> None:
    """Paint colour over the real muscle in the folder DATA and count where the guard sees it."""
    rng = np.random.default_rng(5)
    found: dict[str, list[bool]] = {}
    files = [file for folder in MUSCLE for file in recordings_in(data / folder)][::EVERY]
    for file in files:
        grey = next(iter(open_recording(file).frames())).pixels
        roi = central_region(image_field(grey))
        for title, paint in paintings(grey, roi, rng).items():
            rgb = paint()
            found.setdefault(title, []).extend(has_colour(from_rgb(image), roi) for image in (rgb, jpeg(rgb)))
    for title, answers in found.items():
        click.echo(f"{title:32} {sum(answers):3} of {len(answers)}")


if __name__ == "__main__":
    main()
