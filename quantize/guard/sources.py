"""Crops of real pictures by source, and of simulated muscle by grade, as the appliance would cut them out.

A source is one folder: one scanner in one study. What holds from source to source is what may be hoped for on a further one, so
all thresholds are learnt by leaving one source out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path

import numpy as np

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.errors import ConfigError
from edge_app.guard.texture import MIN_SIDE
from edge_app.muscle_roi import MuscleProposal, propose_muscle
from edge_app.phantom.phantom import acquire, build_phantom
from edge_app.phantom.scanner import Pose, Scanner, draw_settings
from edge_app.phantom.subject import Subject, draw_subject
from edge_app.records import GreyImage, Muscle, Roi
from edge_app.scanner_screen import central_region, image_field
from quantize.guard.variation import vary
from quantize.perturbations.grey_levels import change_gain

GRADES = (1, 2, 3, 4)
SIMULATED, DRAWN, DRAWN_VIEW = "simulated", "drawn", "drawn view"  # names of the sources that are no folders
FRAMES = 16  # of a recording at most
EVERY = 6  # frame of it
SHIFT, ZOOM = 0.1, (0.8, 1.25)  # of a region that an operator drags: share of its side, factor of its side
GAIN_DB = 6.0
IMAGES_OF_A_SUBJECT = 2
VARIED_OF_AN_IMAGE = 3  # crops


class Role(str, Enum):
    """What the pictures of a source show."""

    TRANSVERSE = "muscle-transverse"
    LONGITUDINAL = "muscle-longitudinal"
    NOT_MUSCLE = "not-muscle"


class Variant(str, Enum):
    """How a crop differs from the one that the appliance cuts out by itself."""

    AS_SEEN = "as seen"
    DARKER = "-6 dB"
    BRIGHTER = "+6 dB"
    VARIED = "varied"  # moved, zoomed, and changed as `vary` does


@dataclass(frozen=True)
class Source:
    """A folder of pictures of one kind."""

    name: str
    role: Role
    folder: Path

    @classmethod
    def parse(cls, text: str) -> Source:
        """Parse "NAME=ROLE:FOLDER". Raises ConfigError for any other text, or a folder that does not exist."""
        name, _, rest = text.partition("=")
        role, _, folder = rest.partition(":")
        roles = [r.value for r in Role]
        if not name or name in (SIMULATED, DRAWN, DRAWN_VIEW) or role not in roles or not folder:
            raise ConfigError(f"source {text!r} is not NAME=ROLE:FOLDER with a role of {', '.join(roles)}")
        if not Path(folder).is_dir():
            raise ConfigError(f"source {name}: {folder} is not a folder; give one with pictures or recordings")
        return cls(name, Role(role), Path(folder))


def parse_sources(texts: Iterable[str]) -> list[Source]:
    """Parse each with `Source.parse`. Raises ConfigError too where two have one name or one folder: both are left out in turn."""
    sources: list[Source] = []
    for source in map(Source.parse, texts):
        for other in sources:
            if other.name == source.name:
                raise ConfigError(f"source {source.name} is given twice; give each source a name of its own")
            if other.folder.resolve() == source.folder.resolve():
                raise ConfigError(f"sources {other.name} and {source.name} are one folder, {source.folder}; give it once")
        sources.append(source)
    return sources


@dataclass(frozen=True)
class Crop:
    """One crop and where it is from."""

    pixels: GreyImage  # (h, w), raw
    source: str  # name of a source, or SIMULATED
    role: Role
    picture: str  # the picture, or the simulated subject; crops of the same one are not independent
    variant: Variant
    grade: int = 0  # of a simulated muscle, 1-4; 0: unknown
    kind: str = ""  # of what is no muscle, if it was drawn or made from muscle


def real_crops(source: Source, varied: int, seed: int) -> Iterator[Crop]:
    """The crops of all pictures of a source: as seen, darker and brighter, and about `varied` others of all pictures together.

    Raises CaptureError when a file cannot be read, or the folder holds none.
    """
    rng = np.random.default_rng([seed, *source.name.encode()])
    frames = [
        (f"{file.name} {number}", frame.pixels)
        for file in recordings_in(source.folder)
        for number, frame in enumerate(islice(open_recording(file).frames(), 0, FRAMES * EVERY, EVERY))
    ]
    for picture, pixels in frames:
        yield from _crops(pixels, source.name, source.role, picture, -(-varied // len(frames)), rng)


@dataclass(frozen=True)
class SimulatedImage:
    """What the simulated probe shows of one subject at one place."""

    pixels: GreyImage  # (h, w)
    subject: int  # its number
    grade: int  # 1-4


def simulated_crops(subjects: int, seed: int) -> Iterator[Crop]:
    """The crops of simulated muscle, transverse, of all muscles and grades in turn; subject after subject."""
    rng = np.random.default_rng([seed, 5])
    for image in simulated_images(subjects, seed):
        name = f"subject {image.subject}"
        yield from _crops(image.pixels, SIMULATED, Role.TRANSVERSE, name, VARIED_OF_AN_IMAGE, rng, image.grade)


def simulated_images(subjects: int, seed: int) -> Iterator[SimulatedImage]:
    """A few images of each subject, each with settings and a place of its own: to build a phantom takes the most time."""
    rng = np.random.default_rng([seed, 1])
    muscles = list(Muscle)
    for number in range(subjects):
        grade, muscle = GRADES[number % len(GRADES)], muscles[number // len(GRADES) % len(muscles)]
        phantom = build_phantom(_of_grade(grade, muscle, rng), int(rng.integers(2**31)))
        for _ in range(IMAGES_OF_A_SUBJECT):
            settings = draw_settings(rng, phantom.deepest_mm)
            along = float(rng.uniform(-8, 8))
            pose = Pose(float(np.clip(rng.normal(0, 1.8), -4, 4)), along, float(rng.normal(0, 2.5)), float(rng.uniform(0, 0.5)))
            scanner = Scanner(settings, int(rng.integers(2**31)))
            image = acquire(phantom, scanner, pose, phantom.slab((along, along), settings.depth_mm, rng)).grey
            yield SimulatedImage(image, number, grade)


def _of_grade(grade: int, muscle: Muscle, rng: np.random.Generator) -> Subject:
    while True:
        subject = draw_subject(rng, "simulated", muscle, abnormal=grade > 1)
        if subject.grade == grade:
            return subject


def _crops(
    pixels: GreyImage, source: str, role: Role, picture: str, varied: int, rng: np.random.Generator, grade: int = 0
) -> Iterator[Crop]:
    height, width = pixels.shape
    field = image_field(pixels)
    regions = [central_region(field)]
    if role is not Role.NOT_MUSCLE:
        proposal = propose_muscle(pixels, field)
        if isinstance(proposal, MuscleProposal):
            regions.append(proposal.region)
    regions = [region.clipped(width, height, MIN_SIDE) for region in regions]
    for region in regions:
        crop = region.crop(pixels)
        yield Crop(crop, source, role, picture, Variant.AS_SEEN, grade)
        yield Crop(change_gain(crop, -GAIN_DB), source, role, picture, Variant.DARKER, grade)
        yield Crop(change_gain(crop, GAIN_DB), source, role, picture, Variant.BRIGHTER, grade)
    for number in range(varied):
        moved = _moved(regions[number % len(regions)], field, rng).clipped(width, height, MIN_SIDE)
        yield Crop(vary(moved.crop(pixels), rng), source, role, picture, Variant.VARIED, grade)


def _moved(region: Roi, field: Roi, rng: np.random.Generator) -> Roi:
    """The region as another operator would have drawn it, within the field."""
    zoom = float(rng.uniform(*ZOOM))
    w, h = round(region.w * zoom), round(region.h * zoom * float(rng.uniform(0.9, 1.1)))
    x = region.x + (region.w - w) / 2 + region.w * rng.uniform(-SHIFT, SHIFT)
    y = region.y + (region.h - h) / 2 + region.h * rng.uniform(-SHIFT, SHIFT)
    within = Roi(round(x) - field.x, round(y) - field.y, w, h).clipped(field.w, field.h)
    return Roi(within.x + field.x, within.y + field.y, within.w, within.h)
