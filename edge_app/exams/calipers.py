"""What calipers measure: the geometry of two points on an image, and the thickness of a muscle from its images. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from statistics import median

from edge_app.exams.records import Caliper, CaliperKind, ExamImage, Placement
from edge_app.muscle_roi import MuscleProposal, propose_muscle
from edge_app.muscle_roi.thickness import thickness_line
from edge_app.records import Finding, Guard, Label, Roi

MAX_CALIPERS = 4  # of an image
Point = tuple[float, float]  # source px


class End(IntEnum):
    """One of the two points of a caliper."""

    START = 0
    END = 1


@dataclass(frozen=True)
class Thickness:
    """Of a muscle, at one site."""

    mm: float  # median of the images that count
    placed: Placement  # by hand where any image was measured so: then only those count
    images: int  # that count


def length_mm(caliper: Caliper, mm_per_pixel: float | None) -> float | None:
    """The distance between its points, mm; None where the scale is unknown. mm_per_pixel: isotropic, see `Frame`."""
    return None if mm_per_pixel is None else math.dist(caliper.start, caliper.end) * mm_per_pixel


def moved(caliper: Caliper, end: End, dx: float, dy: float, width: int, height: int) -> Caliper:
    """The caliper with one of its points moved by (dx, dy) px, inside a width x height image; placed by hand from then on."""
    x, y = caliper.end if end is End.END else caliper.start
    point = inside(x + dx, y + dy, width, height)
    changed = replace(caliper, placed=Placement.BY_HAND)
    return replace(changed, end=point) if end is End.END else replace(changed, start=point)


def inside(x: float, y: float, width: int, height: int) -> Point:
    """The nearest point of a width x height image."""
    return min(max(x, 0.0), width - 1.0), min(max(y, 0.0), height - 1.0)


def with_caliper(calipers: Sequence[Caliper], new: Caliper) -> tuple[Caliper, ...]:
    """The calipers with another one. An image has one thickness: a new one takes the place of the one before it.

    Raises ValueError where there is no room.
    """
    kept = [one for one in calipers if new.kind is not CaliperKind.THICKNESS or one.kind is not CaliperKind.THICKNESS]
    if len(kept) >= MAX_CALIPERS:
        raise ValueError(f"an image has at most {MAX_CALIPERS} calipers")
    return (new, *kept) if new.kind is CaliperKind.THICKNESS else (*kept, new)


def has_room(calipers: Sequence[Caliper], kind: CaliperKind) -> bool:
    """Whether `with_caliper` takes another one of this kind."""
    replaces = kind is CaliperKind.THICKNESS and any(one.kind is kind for one in calipers)
    return replaces or len(calipers) < MAX_CALIPERS


def proposed_calipers(finding: Finding, field: Roi) -> tuple[Caliper, ...]:
    """The thickness that the program proposes, if any: of an image that is fit to be judged, of a muscle that the bundle was made
    for, with a scale, whose muscle is recognised and has the finding's region in it. field: the ultrasound, source px.
    """
    frame = finding.frame
    if frame.mm_per_pixel is None or finding.guard is not Guard.FIT or finding.label is Label.OTHER_MUSCLE:
        return ()
    proposal = propose_muscle(frame.pixels, field, frame.mm_per_pixel)
    line = thickness_line(proposal, finding.roi) if isinstance(proposal, MuscleProposal) else None
    return () if line is None else (Caliper(CaliperKind.THICKNESS, Placement.PROPOSED, *line),)


def image_thickness(image: ExamImage) -> Thickness | None:
    """The thickness that one image shows; None where it was not measured, or the scale is unknown."""
    return thickness_of(image.calipers, image.finding.frame.mm_per_pixel)


def thickness_of(calipers: Sequence[Caliper], mm_per_pixel: float | None) -> Thickness | None:
    """The thickness among an image's calipers."""
    caliper = next((one for one in calipers if one.kind is CaliperKind.THICKNESS), None)
    mm = None if caliper is None else length_mm(caliper, mm_per_pixel)
    return None if caliper is None or mm is None else Thickness(mm, caliper.placed, 1)


def site_thickness(images: Sequence[ExamImage]) -> Thickness | None:
    """The median thickness of a site's images. What was measured by hand counts before what was proposed."""
    found = [one for one in map(image_thickness, images) if one is not None]
    by_hand = [one for one in found if one.placed is Placement.BY_HAND]
    counting = by_hand or found
    return Thickness(median(one.mm for one in counting), counting[0].placed, len(counting)) if counting else None
