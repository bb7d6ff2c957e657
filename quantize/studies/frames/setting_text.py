"""How often does the comparison of a setting's text on a scanner's screen err?

    python -m quantize.studies.frames.setting_text [--scenes 2000] [--looks 6] [--fonts /usr/share/fonts] [--data ../shared/data]

A scene is a line such as "Gain 67 dB" in one of the fonts at hand, digits 6 to 15 px tall, drawn sharp or smooth, light on dark
or dark on light, and its grabber: noise up to a standard deviation of 4 grey levels, and in four of five scenes JPEG of a quality
between 60 and 95. It is remembered from eight images. Every look has another brightness (8 levels), contrast (10 %), JPEG quality
(5), place (one pixel in any direction) and noise. First the text stays, then one of its digits is another, half the time one that
looks like it. A change holds after two looks in a row, as on the appliance. Screens drawn for this, not real ones. With --data,
the text that was marked by hand on real screens stays too, through the same grabbers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from edge_app.capture.readers.files import open_recording
from edge_app.drift.agreement import wilson
from edge_app.errors import CaptureError
from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.setting_text import MAX_DIFFERENCE, MAX_HEIGHT, MAX_WIDTH, SettingText, difference, remember
from edge_app.scanner_screen.setting_watch import LOOKS
from tests.support.annotated_screens import all_annotations

FONTS = (
    "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansCondensed.ttf", "DejaVuSansMono.ttf", "NimbusSans-Regular.otf",
    "NimbusSans-Bold.otf", "NimbusSansNarrow-Regular.otf", "NimbusMonoPS-Bold.otf", "NotoSansMono-Regular.ttf",
)  # fmt: skip  # in the styles of Arial, Arial Narrow, Courier and Verdana; what is not installed is left out
LINES = ("{}", "Gn {}", "G {}%", "Gain {} dB", "D {}.0 cm", "FR {} Hz", "MSK Sup {}", "DR {} P 40")
ALIKE = ("38", "08", "68", "56", "17", "89", "59", "69", "25", "23")
IMAGES = 8  # that a text is remembered from, as on the appliance
AROUND = 16  # px of a real screen around a text
SIZE = (80, 280)  # px, height and width of the part of a screen
FloatImage = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Grabber:
    """What a look may do to an image."""

    noise: float  # grey levels, standard deviation
    quality: int | None  # of JPEG; None: uncompressed

    def look(self, screen: FloatImage, rng: np.random.Generator) -> GreyImage:
        image = screen * rng.uniform(0.9, 1.1) + rng.uniform(-8, 8)
        image = np.roll(image, rng.integers(-1, 2, 2), (0, 1)) + rng.normal(0, self.noise, screen.shape)
        pixels = np.clip(np.round(image), 0, 255).astype(np.uint8)
        if self.quality is None:
            return pixels
        quality = int(np.clip(self.quality + rng.integers(-5, 6), 60, 95))
        _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


@dataclass(frozen=True)
class Scene:
    """A screen with a setting's text, and the same with another digit."""

    what: str
    letters: int  # px, height of a digit
    before: FloatImage
    after: FloatImage
    box: Roi
    grabber: Grabber


def scene(rng: np.random.Generator, fonts: list[Path]) -> Scene:
    """One of all that there are."""
    font = ([None, *fonts])[rng.integers(len(fonts) + 1)]
    size, smooth, at = int(rng.integers(10, 21)), rng.random() < 0.7, (int(rng.integers(20, 28)), int(rng.integers(20, 28)))
    line, number = LINES[rng.integers(len(LINES))], str(rng.integers(10, 100))
    other = another(number, rng)
    inks = [drawn(line.format(value), font, size, smooth, at) for value in (number, other)]
    ys, xs = np.nonzero(inks[0] > 0.3)
    margin = int(rng.integers(1, 6))
    box = Roi(int(xs.min()) - margin, int(ys.min()) - margin, int(np.ptp(xs)) + 1 + 2 * margin, int(np.ptp(ys)) + 1 + 2 * margin)
    box = Roi(box.x, box.y, min(box.w, MAX_WIDTH), min(box.h, MAX_HEIGHT))
    ground = rng.uniform(0, 60)
    ink = max(rng.uniform(110, 250), ground + 90)
    if rng.random() < 0.15:
        ground, ink = ink, ground
    quality = int(rng.integers(60, 96)) if rng.random() < 0.8 else None
    name = f"{font.stem if font else 'cv2'} {size} {'smooth' if smooth else 'sharp'}: {line.format(number)} -> {other}"
    digit = np.ptp(np.nonzero(drawn("0", font, size, smooth, at) > 0.3)[0]) + 1
    grabber = Grabber(rng.uniform(0, 4), quality)
    return Scene(name, int(digit), ground + (ink - ground) * inks[0], ground + (ink - ground) * inks[1], box, grabber)


def another(number: str, rng: np.random.Generator) -> str:
    """The number with one digit changed."""
    place = int(rng.integers(len(number)))
    digits = [pair.replace(number[place], "") for pair in ALIKE if number[place] in pair]
    digit = (
        digits[rng.integers(len(digits))]
        if digits and rng.random() < 0.5
        else str((int(number[place]) + rng.integers(1, 10)) % 10)
    )
    return number[:place] + digit + number[place + 1 :]


def drawn(text: str, font: Path | None, size: int, smooth: bool, at: tuple[int, int]) -> FloatImage:
    """(H, W) ink, 0-1. font None: OpenCV's own."""
    if font is None:
        canvas = np.zeros(SIZE, np.uint8)
        kind = cv2.LINE_AA if smooth else cv2.LINE_8
        cv2.putText(canvas, text, (at[0], at[1] + size), cv2.FONT_HERSHEY_SIMPLEX, 0.75 * size / 22, 255, 1, kind)
        return canvas / 255
    image = Image.new("L", (SIZE[1], SIZE[0]))
    draw = ImageDraw.Draw(image)
    draw.fontmode = "L" if smooth else "1"
    draw.text(at, text, fill=255, font=ImageFont.truetype(str(font), size))
    return np.asarray(image) / 255


def changes(screen: FloatImage, one: Scene, text: SettingText, looks: int, rng: np.random.Generator) -> list[float]:
    """The difference of each look."""
    return [difference(one.grabber.look(screen, rng), text) for _ in range(looks)]


def in_a_row(differences: list[float]) -> Iterator[float]:
    """For each run of LOOKS looks, the largest limit at which it counts as a change."""
    return (min(differences[i : i + LOOKS]) for i in range(len(differences) - LOOKS + 1))


def on_real_screens(data: Path, looks: int, rng: np.random.Generator) -> str:
    """False changes of the text on real screens, as a sentence."""
    texts, stayed = 0, list[float]()
    for annotation in all_annotations():
        pixels = next(open_recording(data / annotation.files[0]).frames()).pixels
        around = np.pad(pixels, AROUND, mode="edge")
        for box in annotation.text:
            grabber = Grabber(rng.uniform(0, 4), int(rng.integers(60, 96)))
            screen = around[box.y : box.y + box.h + 2 * AROUND, box.x : box.x + box.w + 2 * AROUND].astype(np.float64)
            box = Roi(AROUND, AROUND, box.w, box.h)
            try:
                text = remember([grabber.look(screen, rng) for _ in range(IMAGES)], "preset", box)
            except CaptureError:  # too large, or too faint
                continue
            texts += 1
            stayed += in_a_row([difference(grabber.look(screen, rng), text) for _ in range(looks)])
    false = sum(value > MAX_DIFFERENCE for value in stayed)
    return f"real screens: {texts} texts, {false} false changes of {len(stayed)} times {LOOKS}; largest {max(stayed):.2f}"


@click.command()
@click.option("--scenes", default=2000)
@click.option("--looks", default=6, help="At the text that stays, of each scene.")
@click.option("--fonts", "folder", type=click.Path(path_type=Path), default=Path("/usr/share/fonts"))
@click.option("--data", type=click.Path(path_type=Path), help="Folder of real images; only these are looked at.")
@click.option("--seed", default=0)
def main(scenes: int, looks: int, folder: Path, data: Path | None, seed: int) -> None:
    """Print both error rates, and how long a look takes."""
    cv2.setNumThreads(1)
    fonts = [file for name in FONTS for file in sorted(folder.rglob(name))[:1]]
    rng = np.random.default_rng(seed)
    if data is not None:
        click.echo(on_real_screens(data, looks, rng))
        return
    stayed, single, refused = list[float](), list[float](), list[str]()
    found, worst = list[tuple[int, float]](), list[tuple[float, str]]()
    spent = 0.0
    for _ in range(scenes):
        one = scene(rng, fonts)
        try:
            text = remember([one.grabber.look(one.before, rng) for _ in range(IMAGES)], "gain", one.box)
        except CaptureError as exc:
            refused.append(f"{one.what} ({exc})")
            continue
        start = time.process_time()
        same = changes(one.before, one, text, looks, rng)
        spent += time.process_time() - start
        single += same
        stayed += in_a_row(same)
        other = max(in_a_row(changes(one.after, one, text, 3, rng)))
        found.append((one.letters, other))
        worst.append((other, one.what))
    false = sum(value > MAX_DIFFERENCE for value in stayed)
    click.echo(
        f"{len(refused)} of {scenes} scenes were refused when the text was marked, and are left out"
        + "\n  ".join(["", *refused[:5]])
    )
    beyond = sum(value > MAX_DIFFERENCE for value in single)
    click.echo(
        f"{len(fonts) + 1} fonts, {len(single)} looks at texts that stay: {false} false changes of {len(stayed)} times {LOOKS}"
    )
    click.echo(f"single looks beyond the limit {MAX_DIFFERENCE}: {beyond}; largest {max(single):.2f}, twice {max(stayed):.2f}")
    for low, high in ((1, 7), (8, 10), (11, 99)):
        some = [value for letters, value in found if low <= letters <= high]
        if some:
            share = wilson(sum(value > MAX_DIFFERENCE for value in some), len(some))
            click.echo(f"letters of {low} to {high} px: {len(some)} changed digits, found within three looks: {share}")
    for value, what in sorted(worst)[:8]:
        click.echo(f"  least difference {value:.2f}: {what}")
    click.echo(f"a simulated look, the drawing of its noise included, takes {1e3 * spent / len(single):.2f} ms")


if __name__ == "__main__":
    main()
