"""Simulated arms beside a real sweep (PlusToolkit/PlusLibData, BSD-3-Clause): grey levels by tissue, widths of speckle.

Regions of the real frames were marked by hand, coordinates only; simulated arms have about the same width and depth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click
import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt

from edge_app.phantom.anatomy import X
from edge_app.phantom.appearance import PLAIN
from edge_app.phantom.phantom import SLIDE_MM, Phantom, acquire_still, build_phantom
from edge_app.phantom.realistic import TYPICAL_TISSUE, Appearance, typical_settings
from edge_app.phantom.scanner import DeviceSettings, Pose, Scanner
from edge_app.phantom.scatterers import Scatterers
from edge_app.phantom.subject import Pattern, Subject
from edge_app.records import GreyImage, Muscle, Roi, Sex, Side

mpl.use("Agg")
import matplotlib.pyplot as plt

# The real probe is a 38 mm linear array (L14); its image is 467 px wide. An assumption: the files carry no scale.
REAL_MM_PER_PIXEL = 38 / 467
PEOPLE, DEPTH_MM = 3, 50.0  # simulated
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


@dataclass(frozen=True)
class _Arm:
    """One simulated arm, ready to be scanned at any gain."""

    phantom: Phantom
    scatterers: Scatterers


def simulated_arms(appearance: Appearance) -> list[_Arm]:
    """Healthy upper arms of a few people."""
    arms = []
    for seed in range(PEOPLE):
        subject = Subject("x", Muscle.BICEPS_BRACHII, Side.RIGHT, 35, Sex.MALE, 178, 84, 0.0, 0.0, Pattern.NONE)
        phantom = build_phantom(subject, seed, TYPICAL_TISSUE if appearance is Appearance.REALISTIC else PLAIN)
        slab = phantom.slab((-SLIDE_MM, 0), DEPTH_MM, np.random.default_rng(seed))
        arms.append(_Arm(phantom, slab))
    return arms


def simulated_tissues(arms: list[_Arm], appearance: Appearance, gain_db: float) -> Tissues:
    """The arms at 8 MHz, 50 mm deep; regions from the known anatomy."""
    parts: dict[str, list[npt.NDArray[np.uint8]]] = {name: [] for name in REAL_REGIONS}
    lengths = []
    realistic = appearance is Appearance.REALISTIC
    settings = typical_settings(DEPTH_MM) if realistic else DeviceSettings(depth_mm=DEPTH_MM, speckle_reduction=0.6)
    for seed, arm in enumerate(arms):
        scanner = Scanner(replace(settings, gain_db=gain_db), seed)
        image = acquire_still(arm.phantom, scanner, Pose(), arm.scatterers)
        example, a = image.grey, arm.phantom.anatomy
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


def matched(real: Tissues, appearance: Appearance) -> tuple[float, Tissues]:
    """The gain (dB) at which the simulated muscle's median is the real one's, and the arms at it."""
    arms = simulated_arms(appearance)
    target = float(np.median(real.grey["muscle"]))
    low, high = -25.0, 10.0
    for _ in range(6):
        middle = (low + high) / 2
        if float(np.median(simulated_tissues(arms, appearance, middle).grey["muscle"])) < target:
            low = middle
        else:
            high = middle
    gain = (low + high) / 2
    return gain, simulated_tissues(arms, appearance, gain)


def kept_match(file: Path, real: Tissues, appearance: Appearance) -> tuple[float, Tissues]:
    """What `file` holds, or else `matched`, written there."""
    if not file.exists():
        gain, found = matched(real, appearance)
        part = file.with_name(f"part-{file.name}")
        numbers = np.array([gain, found.axial_mm, found.lateral_mm])
        np.savez_compressed(part, allow_pickle=False, numbers=numbers, example=found.example, **found.grey)
        part.rename(file)
    with np.load(file) as stored:
        gain, axial, lateral = map(float, stored["numbers"])
        return gain, Tissues({name: stored[name] for name in REAL_REGIONS}, axial, lateral, stored["example"])


def distance(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> float:
    """Wasserstein-1 distance of two grey-level distributions, in grey levels."""
    q = np.linspace(0, 1, 513)
    return float(np.abs(np.quantile(a, q) - np.quantile(b, q)).mean())


def draw(groups: dict[str, Tissues], path: Path) -> None:
    """Title -> images side by side above the histograms of each tissue; the first group is real."""
    figure = plt.figure(figsize=(11, 7.5), layout="constrained")
    rows = figure.subfigures(2, 1, squeeze=False, height_ratios=[1.7, 1])[:, 0]
    for axis, (title, tissues) in zip(rows[0].subplots(1, len(groups)), groups.items(), strict=True):
        small = cv2.resize(tissues.example, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
        axis.imshow(small, cmap="gray", vmin=0, vmax=255)
        axis.set_title(title, fontsize=9)
        axis.axis("off")
    for column, (axis, name) in enumerate(zip(rows[1].subplots(1, len(REAL_REGIONS)), REAL_REGIONS, strict=True)):
        for (title, tissues), colour in zip(groups.items(), ("#0072B2", "#D55E00", "#009E73"), strict=False):
            axis.hist(tissues.grey[name], bins=64, range=(0, 256), density=True, histtype="step", label=title, color=colour)
        axis.set_title(name)
        axis.set_xlabel("grey level")
        axis.set_yticks([])
        if column == len(REAL_REGIONS) - 1:
            axis.legend(fontsize=6)
    figure.savefig(path, dpi=70)
    plt.close(figure)


def table(real: Tissues, simulated: dict[Appearance, tuple[float, Tissues]]) -> str:
    """The figures, as Markdown."""
    looks = list(simulated)
    gains = ", ".join(f"{look.value} {gain:+.1f} dB" for look, (gain, _) in simulated.items())
    lines = [
        f"Simulated at a gain at which the muscle's medians agree: {gains}.",
        "",
        f"| grey levels, mean ± SD | real | {' | '.join(look.value for look in looks)} |"
        + "".join(f" distance of {look.value} |" for look in looks),
        "|---|---|" + "---|" * (2 * len(looks)),
    ]
    for name in REAL_REGIONS:
        r, ours = real.grey[name], [tissues.grey[name] for _, tissues in simulated.values()]
        cells = [f"{g.mean():.0f} ± {g.std():.0f}" for g in (r, *ours)] + [f"{distance(r, g):.1f}" for g in ours]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    for title, attribute in (("axial", "axial_mm"), ("lateral", "lateral_mm")):
        widths = [getattr(tissues, attribute) for tissues in (real, *(tissues for _, tissues in simulated.values()))]
        lines.append(
            f"| speckle correlation in muscle, {title}, FWHM mm | {' | '.join(f'{w:.2f}' for w in widths)} |" + " |" * len(looks)
        )
    return "\n".join([*lines, "", "Distance: Wasserstein-1, in grey levels."])
