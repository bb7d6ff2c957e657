"""How far the simulator is from a real sweep: grey-level histograms by tissue and speckle correlation lengths.

    python -m quantize.studies.phantom_realism SWEEP_FOLDER docs/phantom

reads the real transverse limb sweep (PlusToolkit/PlusLibData, BSD-3-Clause), images simulated arms at the same width
and depth, and writes `realism.png` and `realism.md`. Regions of the real frames were marked by hand, coordinates only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt

from edge_app.phantom.anatomy import X
from edge_app.phantom.phantom import acquire, build_phantom
from edge_app.phantom.scanner import DeviceSettings, Pose, Scanner
from edge_app.phantom.subject import Pattern, Subject
from edge_app.records import GreyImage, Muscle, Roi, Sex, Side

mpl.use("Agg")
import matplotlib.pyplot as plt

# The real probe is a 38 mm linear array (L14); its image is 467 px wide. An assumption: the files carry no scale.
REAL_MM_PER_PIXEL = 38 / 467
REAL_FIELD = Roi(176, 4, 467, 612)
REAL_REGIONS = {
    "muscle": Roi(230, 100, 350, 50),
    "fat": Roi(200, 18, 400, 28),
    "bone": Roi(285, 262, 70, 9),
    "shadow": Roi(230, 420, 150, 120),
}


@dataclass(frozen=True)
class Tissues:
    """Grey levels of one set of images, by tissue, and the speckle's correlation lengths in muscle."""

    grey: dict[str, npt.NDArray[np.uint8]]
    axial_mm: float
    lateral_mm: float
    example: GreyImage


def correlation_lengths(patch: GreyImage, mm_per_pixel: float) -> tuple[float, float]:
    """Axial and lateral full width at half maximum (mm) of the autocovariance, structure above 2 mm taken away."""
    values = patch.astype(np.float64)
    values -= np.asarray(cv2.GaussianBlur(values, (0, 0), 1.0 / mm_per_pixel), np.float64)
    power = np.abs(np.fft.fft2(values)) ** 2
    covariance = np.fft.ifft2(power).real
    covariance /= covariance[0, 0]
    widths = []
    for line in (covariance[:, 0], covariance[0, :]):
        half = int(np.argmax(line < 0.5))
        part = (line[half - 1] - 0.5) / (line[half - 1] - line[half])
        widths.append(2 * (half - 1 + part) * mm_per_pixel)
    return float(widths[0]), float(widths[1])


def real_tissues(folder: Path) -> Tissues:
    """The sweep's frames near the middle, where the hand-marked regions hold."""
    frames = []
    for number in (8, 9, 10, 11, 12):
        image = cv2.imread(str(folder / f"frame_{number:03d}.png"), cv2.IMREAD_GRAYSCALE)
        if image is None:
            raise click.ClickException(f"{folder} has no frame_{number:03d}.png; name the folder of the limb sweep")
        frames.append(np.asarray(image, np.uint8))
    grey = {name: np.concatenate([r.crop(f).ravel() for f in frames]) for name, r in REAL_REGIONS.items()}
    lengths = [correlation_lengths(REAL_REGIONS["muscle"].crop(f), REAL_MM_PER_PIXEL) for f in frames]
    axial, lateral = np.mean(lengths, axis=0)
    return Tissues(grey, float(axial), float(lateral), REAL_FIELD.crop(frames[2]))


def simulated_tissues(gain_db: float) -> Tissues:
    """Healthy upper arms, five people, 8 MHz, 50 mm deep; regions from the known anatomy."""
    parts: dict[str, list[npt.NDArray[np.uint8]]] = {name: [] for name in REAL_REGIONS}
    lengths = []
    for seed in range(5):
        subject = Subject("x", Muscle.BICEPS_BRACHII, Side.RIGHT, 35, Sex.MALE, 178, 84, 0.0, 0.0, Pattern.NONE)
        phantom = build_phantom(subject, seed)
        scanner = Scanner(DeviceSettings(gain_db=gain_db, speckle_reduction=0.6), seed)
        image = acquire(phantom, scanner, Pose(), phantom.slab((0, 0), 50.0, np.random.default_rng(seed)))
        example, a = image.grey, phantom.anatomy
        middle = np.abs(X) < 8
        px = 1 / image.mm_per_pixel
        columns = slice(round((22.5 - 8) * px), round((22.5 + 8) * px))
        parts["fat"].append(example[round((a.skin[middle].max() + 0.4) * px) : round((a.fat[middle].min() - 0.4) * px), columns])
        top, bottom = round((a.top[middle].max() + 2) * px), round((a.top[middle].max() + 7) * px)
        parts["muscle"].append(example[top:bottom, columns])
        lengths.append(correlation_lengths(example[top:bottom, columns], image.mm_per_pixel))
        crest = float(np.nanmin(a.cortex))
        x0 = round((22.5 + float(X[int(np.nanargmin(a.cortex))])) * px)
        parts["bone"].append(example[round((crest - 0.35) * px) : round((crest + 0.4) * px), x0 - 28 : x0 + 28])
        parts["shadow"].append(example[round((crest + 3) * px) :, x0 - 40 : x0 + 40])
    grey = {name: np.concatenate([r.ravel() for r in regions]) for name, regions in parts.items()}
    axial, lateral = np.mean(lengths, axis=0)
    return Tissues(grey, float(axial), float(lateral), example)


def gain_that_matches(real: Tissues) -> float:
    """Gain (dB) at which the simulated muscle's median is the real one's."""
    target = float(np.median(real.grey["muscle"]))
    low, high = -25.0, 10.0
    for _ in range(7):
        middle = (low + high) / 2
        if float(np.median(simulated_tissues(middle).grey["muscle"])) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def distance(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> float:
    """Wasserstein-1 distance of two grey-level distributions, in grey levels."""
    q = np.linspace(0, 1, 513)
    return float(np.abs(np.quantile(a, q) - np.quantile(b, q)).mean())


def draw(real: Tissues, simulated: Tissues, path: Path) -> None:
    """Both images above the histograms of each tissue."""
    figure = plt.figure(figsize=(11, 8.5), layout="constrained")
    grid = figure.add_gridspec(2, 4, height_ratios=[1.6, 1])
    titles = ("real sweep (PlusToolkit/PlusLibData, BSD-3-Clause)", "SIMULATED upper arm, healthy")
    for place, title, tissues in zip((grid[0, :2], grid[0, 2:]), titles, (real, simulated), strict=True):
        axis = figure.add_subplot(place)
        small = cv2.resize(tissues.example, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
        axis.imshow(small, cmap="gray", vmin=0, vmax=255)
        axis.set_title(title)
        axis.axis("off")
    for column, name in enumerate(REAL_REGIONS):
        axis = figure.add_subplot(grid[1, column])
        for tissues, label, colour in ((real, "real", "#0072B2"), (simulated, "simulated", "#D55E00")):
            axis.hist(tissues.grey[name], bins=64, range=(0, 256), density=True, alpha=0.55, label=label, color=colour)
        axis.set_title(name)
        axis.set_xlabel("grey level")
        axis.set_yticks([])
        if column == 0:
            axis.legend()
    figure.savefig(path, dpi=80)
    plt.close(figure)


def table(real: Tissues, simulated: Tissues, gain_db: float) -> str:
    """The figures, as Markdown."""
    lines = [
        f"Simulated at {gain_db:+.1f} dB of gain, so that the muscle's medians agree.",
        "",
        "| tissue | real mean ± SD | simulated mean ± SD | Wasserstein distance, grey levels |",
        "|---|---|---|---|",
    ]
    for name in REAL_REGIONS:
        r, s = real.grey[name], simulated.grey[name]
        lines.append(f"| {name} | {r.mean():.0f} ± {r.std():.0f} | {s.mean():.0f} ± {s.std():.0f} | {distance(r, s):.1f} |")
    lines += [
        "",
        "| speckle correlation in muscle (FWHM) | real | simulated |",
        "|---|---|---|",
        f"| axial, mm | {real.axial_mm:.2f} | {simulated.axial_mm:.2f} |",
        f"| lateral, mm | {real.lateral_mm:.2f} | {simulated.lateral_mm:.2f} |",
        "",
    ]
    return "\n".join(lines)


@click.command()
@click.argument("sweep", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
def main(sweep: Path, out: Path) -> None:
    """Hold the simulator beside the real limb sweep in SWEEP; write the image and the table to OUT."""
    out.mkdir(parents=True, exist_ok=True)
    real = real_tissues(sweep)
    gain = gain_that_matches(real)
    simulated = simulated_tissues(gain)
    draw(real, simulated, out / "realism.png")
    (out / "realism.md").write_text(table(real, simulated, gain), encoding="utf-8")
    click.echo(table(real, simulated, gain))


if __name__ == "__main__":
    main()
