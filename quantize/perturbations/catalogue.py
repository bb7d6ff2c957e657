"""Every kind of perturbation with its severities: the rows and columns of the robustness matrix."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from edge_app.phantom.scanner import GreyMap
from edge_app.records import GreyImage
from quantize.perturbations import framing, grey_levels, obstacles, resolution
from quantize.perturbations.grey_levels import DYNAMIC_RANGE_DB
from quantize.perturbations.scene import Scene

SEVERITIES = 5
UNTOUCHED = "untouched"
NO_FILE = 100.0
Apply = Callable[[Scene, float, np.random.Generator], Scene]


@dataclass(frozen=True)
class Series:
    """One kind of perturbation, from the mildest amount to the strongest."""

    name: str
    neutral: float  # the amount that changes nothing: severity 0
    amounts: tuple[float, ...]  # of severity 1 to 5; only one where there is no more or less of it
    unit: str  # how an amount is written
    apply: Apply

    def amount(self, severity: int) -> float:
        """severity 0: the neutral one."""
        return (self.neutral, *self.amounts)[severity]

    def setting(self, severity: int) -> str:
        """The amount in words."""
        return self.unit.format(self.amount(severity))

    def perturb(self, scene: Scene, severity: int, seed: int) -> Scene:
        """The scene changed; what is random about it (where a shadow falls) depends on kind and seed, not on the severity."""
        return self.apply(scene, self.amount(severity), np.random.default_rng((seed, zlib.crc32(self.name.encode()))))


@dataclass(frozen=True)
class Cell:
    """One kind at one severity."""

    series: Series
    severity: int

    @property
    def name(self) -> str:
        """As a file may be called."""
        return f"{self.series.name.replace(' ', '-').replace(',', '')}-{self.severity}"


def _grey(change: Callable[[GreyImage, float], GreyImage]) -> Apply:
    """What looks at nothing but the ultrasound's grey levels."""
    return lambda scene, amount, _rng: scene.with_field(lambda part: change(part, amount))


def _frequency(scene: Scene, ratio: float, _rng: np.random.Generator) -> Scene:
    return scene.with_field(lambda part: resolution.change_frequency(part, ratio, scene.mm_per_pixel))


def _speckle(scene: Scene, share: float, rng: np.random.Generator) -> Scene:
    return scene.with_field(lambda part: resolution.add_speckle(part, share, rng))


def _jpeg(scene: Scene, quality: float, _rng: np.random.Generator) -> Scene:
    """Quality 100 stands for no file at all, for a JPEG of any quality rounds."""
    return scene if quality == NO_FILE else scene.with_pixels(resolution.compress_jpeg(scene.pixels, round(quality)))


def _blur(scene: Scene, sigma: float, _rng: np.random.Generator) -> Scene:
    return scene.with_pixels(resolution.blur(scene.pixels, sigma))


def _pixelate(scene: Scene, side: float, _rng: np.random.Generator) -> Scene:
    return scene.with_pixels(resolution.pixelate(scene.pixels, round(side)))


def _shadow(scene: Scene, decibel: float, rng: np.random.Generator) -> Scene:
    return scene.with_field(lambda part: obstacles.cast_shadow(part, scene.roi_in_field, decibel, rng))


def _lift(scene: Scene, share: float, rng: np.random.Generator) -> Scene:
    return scene.with_field(lambda part: obstacles.lift_probe(part, share, scene.mm_per_pixel, rng))


def _text(scene: Scene, words: float, rng: np.random.Generator) -> Scene:
    return scene.with_pixels(obstacles.write_over(scene.pixels, scene.roi, round(words), rng))


GAINS_DB = (3.0, 6.0, 9.0, 12.0, 15.0)
CATALOGUE = (
    Series("gain up", 0, GAINS_DB, "{:+g} dB", _grey(grey_levels.change_gain)),
    Series("gain down", 0, tuple(-one for one in GAINS_DB), "{:+g} dB", _grey(grey_levels.change_gain)),
    Series("TGC more below", 0, GAINS_DB, "{:+g} dB", _grey(grey_levels.tilt_gain)),
    Series("TGC less below", 0, tuple(-one for one in GAINS_DB), "{:+g} dB", _grey(grey_levels.tilt_gain)),
    Series(
        "dynamic range narrower",
        DYNAMIC_RANGE_DB,
        (56.0, 52.0, 48.0, 44.0, 40.0),
        "{:g} dB",
        _grey(grey_levels.change_dynamic_range),
    ),
    Series(
        "dynamic range wider",
        DYNAMIC_RANGE_DB,
        (65.0, 70.0, 75.0, 80.0, 90.0),
        "{:g} dB",
        _grey(grey_levels.change_dynamic_range),
    ),
    Series(
        "grey map soft",
        0,
        (0.4, 0.8, 1.2, 1.6, 2.0),
        "{:g} x",
        _grey(lambda part, share: grey_levels.change_grey_map(part, GreyMap.SOFT, share)),
    ),
    Series(
        "grey map strong",
        0,
        (0.4, 0.8, 1.2, 1.6, 2.0),
        "{:g} x",
        _grey(lambda part, share: grey_levels.change_grey_map(part, GreyMap.STRONG, share)),
    ),
    Series("depth shallower", 1, (0.95, 0.9, 0.8, 0.7, 0.6), "x {:g}", lambda s, a, _: framing.change_depth(s, a)),
    Series("depth deeper", 1, (1.1, 1.25, 1.5, 1.75, 2.0), "x {:g}", lambda s, a, _: framing.change_depth(s, a)),
    Series("frequency lower", 1, (0.9, 0.8, 0.7, 0.6, 0.5), "x {:g}", _frequency),
    Series("frequency higher", 1, (1.1, 1.25, 1.4, 1.6, 1.8), "x {:g}", _frequency),
    Series("speckle", 0, (0.1, 0.2, 0.4, 0.6, 0.9), "{:.0%}", _speckle),
    Series("JPEG", NO_FILE, (90.0, 75.0, 50.0, 30.0, 15.0), "quality {:g}", _jpeg),
    Series("pixelation", 1, (2.0, 3.0, 4.0, 5.0, 6.0), "{:g} px", _pixelate),
    Series("blur", 0, (0.5, 1.0, 1.5, 2.0, 3.0), "{:g} px", _blur),
    Series("shadow", 0, (3.0, 6.0, 10.0, 15.0, 20.0), "{:g} dB", _shadow),
    Series("poor contact", 0, (0.05, 0.1, 0.2, 0.3, 0.4), "{:.0%} lifted", _lift),
    Series("text", 0, (1.0, 2.0, 3.0, 4.0, 5.0), "words: {:g}", _text),
    Series("crop", 0, (0.05, 0.1, 0.15, 0.2, 0.3), "{:.0%}", lambda s, a, _: framing.crop(s, a)),
    Series("mirror", 0, (1.0,), "mirrored", lambda s, a, _: framing.mirror(s) if a else s),
    Series("shift", 0, (0.025, 0.05, 0.1, 0.15, 0.2), "{:.1%}", framing.shift),
)


def cells() -> Iterator[Cell]:
    """Every cell but the untouched image's, in the order of the table."""
    for series in CATALOGUE:
        yield from (Cell(series, severity) for severity in range(1, len(series.amounts) + 1))
