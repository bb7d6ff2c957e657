"""Finds the muscle belly in a transverse B-mode image, or gives the reason why it cannot. Pure.

Below skin and fat, the muscle begins at the superficial fascia, a nearly horizontal bright line. It ends at the next bright
line that runs from side to side: the deep fascia, or bone with its shadow. Both are found as smooth surfaces
(`fascia_paths`). Among the candidates, the chosen pair is the most visible, about as thick as a limb's muscle, and has no
equally good line between its surfaces. The weights were chosen on simulated images (docs/adr/0017);
`quantize/studies/frames/muscle_proposal.py` measures how well they work. No network: every step can be explained, and
nothing is inferred about the muscle's condition.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from edge_app.muscle_roi.drawn_lines import has_drawing
from edge_app.muscle_roi.fascia_paths import FORBIDDEN, FloatMaps, Path, Rows, ridges, surfaces
from edge_app.muscle_roi.inscribed_rectangle import Curve, largest_between
from edge_app.muscle_roi.superficial_fascia import (
    COLUMN_MM,
    MAX_DEPTH_MM,
    MAX_WIDTH_MM,
    MIN_DEPTH_MM,
    MIN_VISIBLE,
    MIN_WIDTH_MM,
    PROBE_MM,
    ROW_MM,
    SKIN_MM,
    find_superficial_fascia,
    in_contact,
    is_visible,
    search_grid,
)
from edge_app.records import GreyImage, Roi

MIN_SHARE = 0.35  # share of the image's width that must be muscle
MIN_THICKNESS_MM = 5.0  # at the thick part of the muscle
MIN_LOCAL_THICKNESS_MM = 2.5  # where the surfaces are closer than this, the muscle has ended sideways
MARGIN_MM = 1.5  # distance of the region from the fascia on either side
MIN_REGION_MM = 6.0  # side of the region
MIN_REGION_SHARE = 0.4  # of the width in contact; the muscles of the protocol fill the image
MIN_REGION = 48  # px, side of the region that the analysis needs (edge_app/ui/roi_geometry.py)
MAX_BLACK = 3.0  # grey level, mean of a grid cell; no tissue is as dark
MIN_ECHOING = 0.75  # share of a column of muscle that is not black
USUAL_THICKNESS_MM = 21.0  # of the muscles examined
THICKNESS_COST = 0.48  # score lost if the thickness is off by a factor of e
OTHER_LAYER_MM = 3.0  # difference in thickness from which two layers are different
MAX_LEAD = 0.5
MIN_SCORE = 0.66  # a layer with a lower score is not a muscle
MIN_CONFIDENCE = 0.79  # below this, nothing is proposed


class RejectionReason(str, Enum):
    """Why no muscle is proposed."""

    TOO_SMALL = "the image is too small"
    TOO_LARGE = "no linear probe shows as much"
    NO_CONTACT = "the probe is not on the skin"
    DRAWN = "something is drawn into the image, as the frame of a colour box"
    NO_FASCIA = "no fascia is seen"
    UNSURE = "several layers could be the muscle"
    NO_ECHO = "nothing echoes below the fascia"
    TOO_THIN = "the muscle has no room for a region"


@dataclass(frozen=True)
class MuscleProposal:
    """A muscle belly, in source pixels."""

    x: tuple[float, ...]  # px, from left to right
    top: tuple[float, ...]  # px, lower edge of the superficial fascia, at each x
    bottom: tuple[float, ...]  # px, upper edge of the deep fascia or bone, at each x
    region: Roi  # the largest axis-aligned rectangle inside, away from the fascia
    mm_per_pixel: float  # mm, known or assumed
    confidence: float  # 0-1: how often such proposals were right on simulated images

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """Corners x, y in px, clockwise."""
        upper = list(zip(self.x, self.top, strict=True))
        return (*upper, *reversed(list(zip(self.x, self.bottom, strict=True))))


Proposal = MuscleProposal | RejectionReason


def propose_muscle(pixels: GreyImage, field: Roi, mm_per_pixel: float | None = None) -> Proposal:
    """The muscle in an (H, W) uint8 image of a linear probe, or the reason why none is proposed.

    field: the ultrasound field in the image, source px. mm_per_pixel: None: unknown; the field is then assumed to be PROBE_MM
    wide.
    """
    field = field.clipped(pixels.shape[1], pixels.shape[0])
    mm = mm_per_pixel or PROBE_MM / field.w
    if field.w * mm < MIN_WIDTH_MM or field.h * mm < MIN_DEPTH_MM:
        return RejectionReason.TOO_SMALL
    if field.w * mm > MAX_WIDTH_MM or field.h * mm > MAX_DEPTH_MM:
        return RejectionReason.TOO_LARGE
    contact = in_contact(field, field.crop(pixels), mm)
    if contact is None or contact.w * mm < MIN_WIDTH_MM:
        return RejectionReason.NO_CONTACT
    if has_drawing(contact.crop(pixels)[round(SKIN_MM / mm) :], mm):
        return RejectionReason.DRAWN
    grey = search_grid(pixels, contact, mm)
    layers = _layers(ridges(grey))
    best = max(layers, key=lambda layer: layer.score, default=None)
    if best is None or best.score < MIN_SCORE:
        return RejectionReason.NO_FASCIA
    confidence = _confidence(best, layers)
    if confidence < MIN_CONFIDENCE:
        return RejectionReason.UNSURE
    columns = _muscle_columns(best, grey)
    if columns is None:
        return RejectionReason.NO_ECHO
    return _proposal(best, columns, contact, grey.shape, mm, confidence) or RejectionReason.TOO_THIN


@dataclass(frozen=True)
class _Layer:
    """Two surfaces that may bound the muscle, in grid cells."""

    top: Rows  # (columns,)
    bottom: Rows  # (columns,)
    thickness_mm: float  # at its thick part
    score: float


def _layers(rewards: FloatMaps) -> list[_Layer]:
    """Every pair of surfaces that may bound the muscle, with its score."""
    strength = rewards.max(axis=0)
    top = find_superficial_fascia(rewards, strength)
    if top is None:
        return []
    below = rewards.copy()
    row = np.arange(rewards.shape[1])[:, None]
    below[:, row <= top.rows + 2] = 0  # a path along the top earns nothing: the muscle has ended there
    below[:, row < top.rows] = FORBIDDEN
    floors = surfaces(below, (0.2, 0.35, 0.5, 0.65, 0.8), 4)
    return [layer for floor in floors if (layer := _layer(top, floor, strength)) is not None]


def _layer(top: Path, floor: Path, strength: FloatMaps) -> _Layer | None:
    """The layer between the two surfaces if it may be a muscle: wide and thick enough, with a visible floor.

    The score is how well the floor is visible, minus a cost for a thickness unlike that of a limb's muscle.
    """
    thickness = (floor.rows - top.rows) * ROW_MM
    present = thickness > MIN_LOCAL_THICKNESS_MM
    thick = float(np.sort(thickness)[round(0.9 * (len(thickness) - 1))])
    if present.mean() < MIN_SHARE or thick < MIN_THICKNESS_MM or is_visible(floor, strength)[present].mean() < MIN_VISIBLE:
        return None
    return _Layer(top.rows, floor.rows, thick, floor.score - THICKNESS_COST * math.log(thick / USUAL_THICKNESS_MM) ** 2)


def _confidence(best: _Layer, layers: list[_Layer]) -> float:
    """0-1: logistic regression on the best layer's lead in score over any that ends elsewhere."""
    rivals = [layer.score for layer in layers if abs(layer.thickness_mm - best.thickness_mm) > OTHER_LAYER_MM]
    lead = min(best.score - max(rivals, default=-math.inf), MAX_LEAD)
    return 1 / (1 + math.exp(-0.39 - 18.3 * lead))


def _muscle_columns(layer: _Layer, grey: FloatMaps) -> slice | None:
    """The columns around the thickest one in which the muscle is present; None if nothing echoes within it.

    Fluid is black, and so is the image beyond a slanted side of the field.
    """
    row = np.arange(grey.shape[0])[:, None]
    within = (row > layer.top) & (row < layer.bottom)
    echoing = (within & (grey > MAX_BLACK)).sum(axis=0) >= MIN_ECHOING * within.sum(axis=0)
    present = echoing & ((layer.bottom - layer.top) * ROW_MM > MIN_LOCAL_THICKNESS_MM)
    if present.sum() < MIN_REGION_MM / COLUMN_MM:
        return None
    middle = int(np.where(present, layer.bottom - layer.top, 0).argmax())
    ended = np.flatnonzero(~present)
    first = int(max(ended[ended < middle], default=-1)) + 1
    return slice(first, int(min(ended[ended > middle], default=len(present))))


def _proposal(
    layer: _Layer, columns: slice, contact: Roi, shape: tuple[int, ...], mm: float, confidence: float
) -> MuscleProposal | None:
    """The proposal in source pixels, with the steps of the grid smoothed away."""
    across, down = contact.w / shape[1], contact.h / shape[0]
    top, bottom = (
        contact.y + np.asarray(cv2.GaussianBlur(line[None].astype(np.float64), (5, 1), 1.0), np.float64)[0, columns] * down
        for line in (layer.top + 1.0, layer.bottom)
    )
    x = contact.x + (np.arange(columns.start, columns.stop) + 0.5) * across
    x[0], x[-1] = contact.x + columns.start * across, contact.x + columns.stop * across
    region = region_within(x, top, bottom, mm)
    if region is None or region.w < MIN_REGION_SHARE * contact.w:
        return None
    return MuscleProposal(tuple(x.tolist()), tuple(top.tolist()), tuple(bottom.tolist()), region, mm, confidence)


def region_within(x: Curve, top: Curve, bottom: Curve, mm_per_pixel: float) -> Roi | None:
    """The region for a muscle between two surfaces, source px; None if there is no room for one."""
    region = largest_between(x, top, bottom, MARGIN_MM / mm_per_pixel)
    too_small = region is None or min(region.w, region.h) < max(MIN_REGION, MIN_REGION_MM / mm_per_pixel)
    return None if too_small else region
