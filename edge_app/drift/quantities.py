"""What is watched for drift, and what one patient's accepted images give of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from edge_app.drift.near_field import near_field_dropout
from edge_app.drift.texture import TextureNumbers, texture_numbers
from edge_app.records import Finding, Guard, Label, Roi

MAX_LOGIT = 4.0  # a score beyond it (P below .018 or above .982) says nothing more, and would outweigh the others


class Quantity(str, Enum):
    """One watched number per patient."""

    ECHO_INTENSITY = "echo intensity"  # mean grey level, 0-255
    LATERAL_WIDTH = "lateral width"  # the next seven: `TextureNumbers`
    AXIAL_WIDTH = "axial width"
    SPECKLE_SNR = "speckle SNR"
    HIGH_FREQUENCY_RATIO = "high-frequency ratio"
    COLUMN_DROPOUT = "column dropout"
    FINEST_LATERAL_DETAIL = "finest lateral detail"
    FINE_LATERAL_DETAIL = "fine lateral detail"
    NEAR_FIELD_DROPOUT = "near-field dropout"  # grey levels, in the first millimetres of the field, where the scale is known
    SCALE = "scale"  # log10 of mm per pixel, where the frames carry it: a wider image of coarser speckle may look the same
    FIELD_SHAPE = "field shape"  # log10 of the image field's width over its height: another depth changes it, whatever the scale
    SCORE = "score"  # logit of the calibrated P(abnormal), at most MAX_LOGIT either way
    ABSTENTION = "abstention"  # share of the accepted images that were not judged, 0-1


@dataclass(frozen=True)
class ImageNumbers:
    """What drift needs to know of one accepted image. No pixels, nothing of the patient."""

    echo_intensity: float  # mean grey level of the raw region, 0-255
    texture: TextureNumbers
    probability: float | None  # calibrated P(abnormal), 0-1; None: not judged
    not_judged: str | None = None  # why, as the guard or the indeterminate band calls it; None: judged
    mm_per_pixel: float | None = None  # mm, of the frame; None: unknown
    near_field_dropout: float | None = None  # grey levels, 0-255; None: the field is too small for it
    field_shape: float | None = None  # log10 of width over height; None: of an earlier version, which did not take it

    @classmethod
    def of(cls, finding: Finding, field: Roi) -> ImageNumbers:
        """Of an accepted image. field: the image field of its frame, px.

        A score from a device that the bundle was not validated on counts no more here than in a result.
        """
        frame, reason = finding.frame, None
        if finding.guard is not Guard.FIT:
            reason = finding.guard.value
        elif finding.label is Label.NOT_JUDGED:  # an indeterminate image is judged: what makes it so is in the score
            reason = finding.label.value
        return cls(
            echo_intensity=finding.echo_intensity,
            texture=texture_numbers(finding.roi.crop(frame.pixels)),
            probability=finding.probability if finding.may_count else None,
            not_judged=reason,
            mm_per_pixel=frame.mm_per_pixel,
            near_field_dropout=near_field_dropout(frame.pixels, field, frame.mm_per_pixel),
            field_shape=math.log10(field.w / field.h),
        )


@dataclass(frozen=True)
class PatientSummary:
    """One patient's medians: a patient with many images counts as much as one with few."""

    images: int  # accepted, at least 1
    values: dict[Quantity, float]  # the quantities that this patient has; without a judged image only ABSTENTION

    def __post_init__(self) -> None:
        """Raises ValueError for what cannot be."""
        if self.images < 1 or not all(math.isfinite(value) for value in self.values.values()):
            raise ValueError(f"{self.images} images with {self.values} are no patient's summary")


def score_logit(probability: float) -> float:
    """P(abnormal), 0-1 -> its logit, within +-MAX_LOGIT."""
    if not 0 < probability < 1:
        return math.copysign(MAX_LOGIT, probability - 0.5)
    return min(max(math.log(probability / (1 - probability)), -MAX_LOGIT), MAX_LOGIT)


def summarise_patient(images: Sequence[ImageNumbers]) -> PatientSummary:
    """Medians over the judged images, in whatever order they are; the share of those that were not judged.

    What the guard refuses (air, a menu) has a texture that says nothing of the device: it counts as abstention only.
    Raises ValueError without an image.
    """
    if not images:
        raise ValueError("a patient without an accepted image has no numbers")
    judged = [image for image in images if image.not_judged is None]
    values = {Quantity.ABSTENTION: 1 - len(judged) / len(images)}
    if judged:
        textures = [image.texture for image in judged]
        values |= {
            Quantity.ECHO_INTENSITY: median(image.echo_intensity for image in judged),
            Quantity.LATERAL_WIDTH: median(texture.lateral_width for texture in textures),
            Quantity.AXIAL_WIDTH: median(texture.axial_width for texture in textures),
            Quantity.SPECKLE_SNR: median(texture.speckle_snr for texture in textures),
            Quantity.HIGH_FREQUENCY_RATIO: median(texture.high_frequency_ratio for texture in textures),
            Quantity.COLUMN_DROPOUT: median(texture.column_dropout for texture in textures),
        }
        if finest := [one.finest_lateral_detail for one in textures if one.finest_lateral_detail is not None]:
            values[Quantity.FINEST_LATERAL_DETAIL] = median(finest)
        if fine := [one.fine_lateral_detail for one in textures if one.fine_lateral_detail is not None]:
            values[Quantity.FINE_LATERAL_DETAIL] = median(fine)
        if dips := [image.near_field_dropout for image in judged if image.near_field_dropout is not None]:
            values[Quantity.NEAR_FIELD_DROPOUT] = median(dips)
        if scales := [math.log10(image.mm_per_pixel) for image in judged if image.mm_per_pixel is not None]:
            values[Quantity.SCALE] = median(scales)
        if shapes := [image.field_shape for image in judged if image.field_shape is not None]:
            values[Quantity.FIELD_SHAPE] = median(shapes)
        if scores := [score_logit(image.probability) for image in judged if image.probability is not None]:
            values[Quantity.SCORE] = median(scores)
    return PatientSummary(len(images), values)
