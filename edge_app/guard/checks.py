"""Whether a region of one frame is fit for the network, from what one frame shows, without its texture. Pure.

The texture model (`texture_model.py`) and the live stream (`frozen.py`) have their own say.
"""

from __future__ import annotations

from edge_app.guard.air import is_air
from edge_app.guard.colour import has_colour
from edge_app.guard.contact import is_lifted_off
from edge_app.guard.exposure import count_levels, is_black, is_flat, is_mostly_black, is_saturated, is_too_bright, is_underexposed
from edge_app.guard.field import is_beyond_field
from edge_app.guard.scale import has_too_few_pixels, is_other_scale
from edge_app.guard.scope import GuardScope
from edge_app.guard.smooth import smoothness
from edge_app.guard.text import Strokes, find_strokes
from edge_app.records import Frame, Guard, Roi


def assess(frame: Frame, roi: Roi, scope: GuardScope | None) -> Guard:
    """The first reason why the region cannot be judged, the most basic ones first; FIT if there is none.

    roi: what of it lies outside the frame does not count. scope: of the bundle; None: any size and brightness will do.
    """
    roi = roi.clipped(frame.width, frame.height)
    region = roi.crop(frame.pixels)
    levels = count_levels(region)
    if is_air(frame.pixels, roi):
        return Guard.AIR
    if is_black(levels):
        return Guard.NO_CONTACT
    if is_saturated(levels) or (scope is not None and is_too_bright(levels)):
        return Guard.SATURATED
    if is_underexposed(levels):
        return Guard.UNDEREXPOSED
    if is_flat(levels):
        return Guard.FLAT
    if scope is not None and has_too_few_pixels(roi):
        return Guard.TOO_FEW_PIXELS
    if frame.colour is not None and has_colour(frame.colour, roi):
        return Guard.COLOUR
    strokes, smooth = find_strokes(region, frame.height), smoothness(region)
    if strokes is Strokes.WRITING or (smooth.is_smooth and smooth.has_surface):
        return Guard.TEXT
    if is_beyond_field(frame.pixels, roi):
        return Guard.BEYOND_FIELD
    if is_lifted_off(frame.pixels, roi):
        return Guard.LIFTED_OFF
    if is_mostly_black(levels):
        return Guard.UNDEREXPOSED
    if strokes is Strokes.PATTERN:
        return Guard.NOT_MUSCLE
    if smooth.is_smooth:
        return Guard.FLAT
    if scope is not None and is_other_scale(roi, frame.mm_per_pixel, scope):
        return Guard.OTHER_SCALE
    return Guard.FIT
