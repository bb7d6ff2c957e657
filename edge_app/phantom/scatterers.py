"""Point scatterers in tissue coordinates: where sound is scattered back, and how strongly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from edge_app.phantom.anatomy import Anatomy, Surface, Tissue, X
from edge_app.phantom.appearance import PLAIN, TissueAppearance
from edge_app.phantom.random_fields import FloatArray, RandomField, random_field, streaks
from edge_app.phantom.subject import Pattern, Subject

# One scatterer at a random position in every voxel of this size (mm along x, y, z). It represents the many cells there: its
# strength is Rayleigh distributed, its sign random, and its phase that of its exact depth. This gives fully developed speckle
# with far fewer points than placing them freely would need, since the voxels prevent clusters.
_VOXEL = (0.22, 1.2, 0.10)
DENSITY = 1 / (_VOXEL[0] * _VOXEL[1] * _VOXEL[2])  # per mm^3
_SHEET_DENSITY = 30.0  # per mm^2 of a reflecting sheet


class Echo(IntEnum):
    """How a scatterer's strength depends on the angle of the beam."""

    DIFFUSE = 0  # the same from every angle
    FIBRE = 1  # muscle: falls slowly as the beam tilts away from the normal (anisotropy)
    MIRROR = 2  # fascia and cortex: falls fast


@dataclass(frozen=True)
class Scatterers:
    """Point scatterers, sorted by y so that those under the beam form one slice."""

    x: FloatArray  # (N,) mm
    y: FloatArray  # (N,) mm, ascending
    z: FloatArray  # (N,) mm
    amplitude: FloatArray  # (N,) signed, linear
    echo: npt.NDArray[np.uint8]  # (N,) Echo

    def between(self, y0: float, y1: float) -> Scatterers:
        """Those with y0 <= y < y1, as views."""
        i, j = np.searchsorted(self.y, [y0, y1])
        return Scatterers(self.x[i:j], self.y[i:j], self.z[i:j], self.amplitude[i:j], self.echo[i:j])

    @classmethod
    def concatenate(cls, pieces: list[Scatterers]) -> Scatterers:
        """Concatenate pieces that follow one another along y."""
        return cls(
            np.concatenate([p.x for p in pieces]),
            np.concatenate([p.y for p in pieces]),
            np.concatenate([p.z for p in pieces]),
            np.concatenate([p.amplitude for p in pieces]),
            np.concatenate([p.echo for p in pieces]),
        )


@dataclass(frozen=True)
class Levels:
    """How strongly a person's other tissues scatter, dB. They vary, so that none is a fixed reference in the image."""

    skin: float
    fat: float
    neighbour: float  # relative to the examined muscle's fibres
    neighbour_share: float  # 0-1, share of the examined muscle's disease


@dataclass(frozen=True)
class FibrePattern:
    """The internal pattern of one subject's tissues, independent of the positions of the scatterers."""

    perimysium: RandomField  # coarse, between fascicles
    endomysium: RandomField  # fine, the "starry sky" of healthy muscle
    presence: RandomField  # where perimysium is strong or thin
    lobule: RandomField  # septa of fat
    cloud: RandomField  # patches of disease
    grain: RandomField  # fine unevenness of diseased muscle
    neighbour: RandomField
    levels: Levels
    appearance: TissueAppearance = PLAIN
    septa: RandomField | None = None  # thick ones, between bundles of fascicles
    bundle: RandomField | None = None  # from fascicle to fascicle, and from lobule to lobule of fat


def draw_pattern(subject: Subject, rng: np.random.Generator, appearance: TissueAppearance = PLAIN) -> FibrePattern:
    """Draw the patterns. Patchy disease coarsens the fascicles."""
    coarse = 1.0 + (0.2 * (subject.grade - 1) if subject.pattern is Pattern.PATCHY else 0.0)
    size = coarse * rng.uniform(0.85, 1.2) * appearance.fascicle_size
    pattern = FibrePattern(
        perimysium=streaks(rng, 4.2 * size * appearance.perimysium_length, 1.35 * size, 0.17),
        endomysium=streaks(rng, 1.5 * size, 0.65 * size, 0.3),
        presence=random_field(rng, 3.4, 2.0),
        lobule=streaks(rng, 8.0, 1.5, 0.16),
        cloud=random_field(rng, 4.5, 3.0),
        grain=random_field(rng, 0.7, 0.5),
        neighbour=streaks(rng, 4.5, 1.5, 0.2),
        levels=Levels(
            skin=float(rng.normal(6, 1.5)),
            fat=float(rng.normal(-10, 2)),
            neighbour=float(rng.normal(0, 2)),
            neighbour_share=float(rng.uniform(0, 0.9)),
        ),
        appearance=appearance,
    )
    # Drawn last, so that what is drawn before is the same with and without them.
    if appearance.septa_db:
        pattern = replace(pattern, septa=streaks(rng, 13.0 * size, 2.6 * size, 0.08))
    if appearance.fascicles_db or appearance.fat_lobules_db:
        pattern = replace(pattern, bundle=random_field(rng, 2.2 * size, 0.9 * size))
    return pattern


def scatter(
    subject: Subject,
    anatomy: Anatomy,
    pattern: FibrePattern,
    muscle_db: float,
    infiltration_db: float,
    box: tuple[tuple[float, float], tuple[float, float], tuple[float, float]],
    rng: np.random.Generator,
) -> Scatterers:
    """Fill the tissue in a box ((x0, x1), (y0, y1), (z0, z1)), mm, with scatterers.

    muscle_db: level of the examined muscle's fibres. infiltration_db: added by disease where its infiltration is complete.
    """
    x, y, z = jittered(box, rng)
    n = x.size
    kind = anatomy.tissue(x, z)
    level = _tissue_db(subject, pattern, muscle_db, infiltration_db, kind, x, y, z)
    strength = rayleigh(n, rng) * np.exp(level * np.float32(np.log(10) / 20))
    echo = np.where((kind == Tissue.MUSCLE) | (kind == Tissue.NEIGHBOUR), np.uint8(Echo.FIBRE), np.uint8(Echo.DIFFUSE))
    parts = [(x, y, z, strength, echo)]
    parts += [_sheet(number, surface, anatomy, pattern, box, rng) for number, surface in enumerate(anatomy.sheets)]
    order = np.argsort(np.concatenate([p[1] for p in parts]), kind="stable")
    columns = [np.concatenate([p[i] for p in parts])[order] for i in range(5)]
    return Scatterers(*columns)


def jittered(box: tuple[tuple[float, float], ...], rng: np.random.Generator) -> list[FloatArray]:
    """One random point in every voxel of a box ((x0, x1), (y0, y1), (z0, z1)), mm: three (N,) arrays."""
    counts = [max(1, round((b - a) / v)) for (a, b), v in zip(box, _VOXEL, strict=True)]
    places = np.indices(counts).reshape(3, -1)
    return [
        (a + (b - a) / n * (place + rng.random(place.size, dtype=np.float32))).astype(np.float32)
        for (a, b), n, place in zip(box, counts, places, strict=True)
    ]


def rayleigh(n: int, rng: np.random.Generator) -> FloatArray:
    """(N,) strengths with mean square 1 and random sign."""
    size = np.sqrt(rng.standard_exponential(n, dtype=np.float32))
    return np.where(rng.random(n, dtype=np.float32) < 0.5, size, -size)


def _tissue_db(
    subject: Subject,
    pattern: FibrePattern,
    muscle_db: float,
    infiltration_db: float,
    kind: npt.NDArray[np.uint8],
    x: FloatArray,
    y: FloatArray,
    z: FloatArray,
) -> FloatArray:
    """Backscatter level of every scatterer, dB."""
    look = pattern.appearance
    level = np.empty_like(x)
    level[kind == Tissue.SKIN] = pattern.levels.skin
    level[kind == Tissue.BONE] = -27 if look.shadow_db is None else muscle_db  # lost behind it (attenuation.py)
    at = kind == Tissue.FAT
    level[at] = pattern.levels.fat + look.fat_level_db + look.fat_septa_db * pattern.lobule.at(x[at], z[at])
    if pattern.bundle is not None:
        level[at] += look.fat_lobules_db * pattern.bundle.at(x[at] * np.float32(0.5), z[at])
    at = kind == Tissue.NEIGHBOUR
    # Fibres run along the limb at a slight angle: the pattern moves in the image as the probe slides.
    xs, zs = x[at] + np.float32(0.05) * y[at], z[at] + np.float32(0.12) * y[at]
    base = muscle_db + pattern.levels.neighbour + pattern.levels.neighbour_share * 0.7 * infiltration_db
    between = look.perimysium_db * pattern.neighbour.at(xs, zs) * np.clip(pattern.presence.at(xs + 20, zs) + 0.3, 0, 1)
    level[at] = base + between + _bundles(pattern, xs, zs + 50)
    at = kind == Tissue.MUSCLE
    xs, zs = x[at] + np.float32(0.05) * y[at], z[at] + np.float32(0.15) * y[at]
    seen = np.clip(pattern.presence.at(xs, zs) + 0.5, 0, 1.3)
    lines = look.perimysium_db * pattern.perimysium.at(xs, zs) * seen + look.endomysium_db * pattern.endomysium.at(xs, zs)
    lines = lines + _bundles(pattern, xs, zs)
    level[at] = muscle_db + _perimysium_share(subject, look) * lines + infiltration_db * infiltration(subject, pattern, xs, zs)
    if look.disease.grain_db and subject.pattern is not Pattern.NONE:
        level[at] += look.disease.grain_db * severity(subject) * pattern.grain.at(xs, zs)
    return level


def severity(subject: Subject) -> float:
    """0 at grade 1 to 1 at grade 4."""
    return (subject.grade - 1) / 3


def _bundles(pattern: FibrePattern, x: FloatArray, z: FloatArray) -> FloatArray:
    """Level (dB) of thick septa, and of the fascicles between them."""
    level = np.zeros_like(x)
    if pattern.bundle is not None:
        level += pattern.appearance.fascicles_db * pattern.bundle.at(x, z)
    if pattern.septa is not None:
        level += pattern.appearance.septa_db * pattern.septa.at(x, z)
    return level


def _perimysium_share(subject: Subject, look: TissueAppearance) -> float:
    """Diffuse disease blurs the fascicles into ground glass; age thickens them a little."""
    blur = 1 - 0.28 * (subject.grade - 1) if subject.pattern is Pattern.DIFFUSE else 1.0
    if subject.pattern is not Pattern.NONE:
        blur *= 1 - look.disease.perimysium_lost * severity(subject)
    return blur * (0.85 + 0.003 * (subject.age - 18))


def infiltration(subject: Subject, pattern: FibrePattern, x: FloatArray, z: FloatArray) -> FloatArray:
    """Degree of infiltration by disease at each point, 0-1: even with a fine grain if diffuse, moth-eaten if patchy."""
    match subject.pattern:
        case Pattern.NONE:
            return np.zeros_like(x)
        case Pattern.DIFFUSE:
            share = 0.8 + 0.15 * pattern.grain.at(x, z)
        case Pattern.PATCHY:
            extent = np.float32(0.15 + 0.22 * (subject.grade - 1))
            sharp = np.float32(1.6 + 4 * pattern.appearance.disease.moth_eaten)
            share = 0.5 + sharp * (pattern.cloud.at(x, z) + extent)
    full: FloatArray = np.clip(share, 0, 1)
    return full


def _sheet(
    number: int,
    surface: Surface,
    anatomy: Anatomy,
    pattern: FibrePattern,
    box: tuple[tuple[float, float], tuple[float, float], tuple[float, float]],
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, npt.NDArray[np.uint8]]:
    """A reflecting surface as a dense sheet of scatterers, weaker where it slopes away from the beam."""
    (x0, x1), (y0, y1), (_, z1) = box
    n = round(_SHEET_DENSITY * (x1 - x0) * (y1 - y0))
    x = rng.uniform(x0, x1, n).astype(np.float32)
    y = rng.uniform(y0, y1, n).astype(np.float32)
    present = ~np.isnan(surface.depth)
    depth = np.interp(x, X, np.where(present, surface.depth, 1e3)).astype(np.float32)
    slope = np.degrees(np.arctan(np.interp(x, X, np.nan_to_num(np.gradient(np.where(present, surface.depth, 0), X)))))
    incidence = 0.12 + 0.88 * np.exp(-((slope / 22) ** 2))
    # Each sheet samples the patterns at its own offset, so that its gaps differ from other sheets' but not between slabs.
    aside = x + np.float32(41 * number)
    uneven = surface.gaps * 2.2 * pattern.presence.at(aside, depth) + 0.3 * pattern.grain.at(aside, depth * np.float32(0.1))
    broken = np.clip(1 + uneven, 0.02, 2)
    strength = 10 ** (surface.echo_db / 20) * 0.55 * incidence * broken * (0.75 + 0.25 * rng.standard_normal(n))
    z = depth + np.float32(surface.thickness * 0.3) * rng.standard_normal(n, dtype=np.float32)
    shaded = np.interp(x, X, np.nan_to_num(anatomy.cortex, nan=1e3)) + 0.5 < depth
    keep = (depth < z1) & ~shaded
    echo = np.full(n, Echo.MIRROR, np.uint8)
    return x[keep], y[keep], z[keep], strength[keep].astype(np.float32), echo[keep]
