"""Whether one frame by itself is fit to be judged: a still, a frozen frame, a file. For a stream: `live_guard`."""

from __future__ import annotations

from edge_app.guard.checks import assess
from edge_app.guard.copies import is_repeated
from edge_app.guard.magnification import is_magnified
from edge_app.guard.place import is_beside_muscle
from edge_app.guard.scope import GuardScope, ScanPlane
from edge_app.guard.texture import MIN_SIDE, texture_features
from edge_app.guard.texture_model import TextureModel, TextureScore
from edge_app.guard.upright import is_upside_down
from edge_app.records import Frame, Guard, Roi


def assess_fitness(frame: Frame, roi: Roi, scope: GuardScope | None, texture: TextureModel | None) -> Guard:
    """The plain checks, and where they find nothing, the texture: whether it is muscle, which way up, its place, size and view.

    roi: a region within the frame. scope, texture: what the bundle is for and its texture model; None: it has none.
    """
    guard = assess(frame, roi, scope)
    if guard is not Guard.FIT or texture is None:
        return guard
    score = look_at_texture(frame, roi, texture)
    if score is None or not texture.is_muscle(score):
        return Guard.NOT_MUSCLE
    if is_upside_down(frame.pixels, roi):
        return Guard.UPSIDE_DOWN
    place = assess_place(frame, roi, scope)
    if place is not Guard.FIT:
        return place
    return Guard.WRONG_VIEW if is_for_transverse(scope) and texture.is_longitudinal(score) else Guard.FIT


def look_at_texture(frame: Frame, roi: Roi, texture: TextureModel) -> TextureScore | None:
    """What the texture of the region says; None where it is smaller than MIN_SIDE, which shows no texture."""
    region = roi.crop(frame.pixels)
    return texture.score(texture_features(region)) if min(region.shape) >= MIN_SIDE else None


def assess_place(frame: Frame, roi: Roi, scope: GuardScope | None) -> Guard:
    """Why a region with the texture of muscle is none for its place in the image, or as a page of copies, or too small a part.

    Where the scale is known, `checks.assess` has asked for its size in millimetres. A scope without sizes refuses none.
    """
    region = roi.crop(frame.pixels)
    if is_beside_muscle(frame.pixels, roi, frame.mm_per_pixel) or is_repeated(region):
        return Guard.NOT_MUSCLE
    if scope is not None and scope.has_sizes and frame.mm_per_pixel is None and is_magnified(region):
        return Guard.OTHER_SCALE
    return Guard.FIT


def is_for_transverse(scope: GuardScope | None) -> bool:
    """Whether the bundle is for transverse views only."""
    return scope is not None and scope.view is ScanPlane.TRANSVERSE
