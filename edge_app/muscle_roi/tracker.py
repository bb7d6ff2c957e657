"""Stabilises the proposal over a cine: it follows the muscle slowly, and jumps only after repeated evidence.

As for the layout of a screen (edge_app/scanner_screen/tracker.py), a different result must be found several times in a row
before it is adopted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from edge_app.muscle_roi.proposal import MuscleProposal, Proposal, RejectionReason, region_within

MIN_SAME = 0.75  # intersection over union from which two outlines are the same muscle
MIN_VOTES = 3  # times in a row that another muscle, or none, must be found before it is adopted
FOLLOW_SHARE = 0.4  # share of the way to a new outline of the same muscle that is taken per image


class MuscleTracker:
    """The stabilised proposal for the images of one source. Not thread-safe."""

    def __init__(self) -> None:
        self._current: Proposal = RejectionReason.NO_CONTACT
        self._candidate: Proposal | None = None
        self._votes = 0
        self._scale: object = None

    def update(self, found: Proposal, scale: object = None) -> Proposal:
        """The stabilised result after the next image's proposal or rejection.

        scale: anything that the proposals' pixels depend on, such as the size of the image and its field. If it changes, or
        if there is no current proposal, or no image any more because the probe is in the air, `found` is adopted at once.
        """
        if scale != self._scale or isinstance(self._current, RejectionReason) or found is RejectionReason.NO_CONTACT:
            self._current, self._candidate, self._scale = found, None, scale
        elif isinstance(found, MuscleProposal) and overlap(self._current, found) >= MIN_SAME:
            self._current, self._candidate = _move_towards(self._current, found), None
        else:
            self._votes = self._votes + 1 if self._candidate is not None and _alike(self._candidate, found) else 1
            self._candidate = found
            if self._votes >= MIN_VOTES:
                self._current, self._candidate = found, None
        return self._current


def overlap(a: MuscleProposal, b: MuscleProposal) -> float:
    """Intersection over union of two outlines in the same pixels."""
    x = np.arange(min(a.x[0], b.x[0]), max(a.x[-1], b.x[-1]) + 1)
    (top, bottom), (other_top, other_bottom) = _bounds(a, x), _bounds(b, x)
    common = np.clip(np.minimum(bottom, other_bottom) - np.maximum(top, other_top), 0, None).sum()
    return float(common / ((bottom - top).sum() + (other_bottom - other_top).sum() - common))


def _bounds(proposal: MuscleProposal, x: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Top and bottom at x; equal outside the muscle."""
    outside = (x < proposal.x[0]) | (x > proposal.x[-1])
    top, bottom = np.interp(x, proposal.x, proposal.top), np.interp(x, proposal.x, proposal.bottom)
    return top, np.where(outside, top, bottom)


def _alike(a: Proposal, b: Proposal) -> bool:
    if isinstance(a, RejectionReason) or isinstance(b, RejectionReason):
        return isinstance(a, RejectionReason) and isinstance(b, RejectionReason)
    return overlap(a, b) >= MIN_SAME


def _move_towards(current: MuscleProposal, found: MuscleProposal) -> MuscleProposal:
    """The current outline moved part of the way to `found`, resampled to the columns of `found`; the ends move likewise."""

    def between(old: Sequence[float], new: Sequence[float]) -> npt.NDArray[np.float64]:
        resampled = np.interp(np.linspace(0, 1, len(new)), np.linspace(0, 1, len(old)), old)
        return resampled + FOLLOW_SHARE * (np.asarray(new) - resampled)

    x, top, bottom = between(current.x, found.x), between(current.top, found.top), between(current.bottom, found.bottom)
    region = region_within(x, top, bottom, found.mm_per_pixel)
    if region is None:
        return current
    return replace(found, x=tuple(x.tolist()), top=tuple(top.tolist()), bottom=tuple(bottom.tolist()), region=region)
