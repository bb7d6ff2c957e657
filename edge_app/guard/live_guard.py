"""Whether the newest frame of a stream is fit to be judged: cheap enough for every frame, and without flicker.

The plain checks look at every frame, the texture at every n-th: often while the image changes, seldom while it is steady, at
once when it begins to change. A reason is given at once, so that no frame that a plain check refuses is ever judged; a
judgement comes back only when nothing has been wrong for a while. Times are those of the frames: there is no clock here.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.guard.checks import assess
from edge_app.guard.fitness import assess_place, is_for_transverse, look_at_texture
from edge_app.guard.frozen import Frozen
from edge_app.guard.scope import GuardScope
from edge_app.guard.texture import MIN_SIDE
from edge_app.guard.texture_model import TextureModel
from edge_app.guard.upright import is_upside_down
from edge_app.records import Frame, Guard, Roi

# docs/adr/0033 has the measurements behind these.
CHANGING_NS = 95_000_000  # ns between two looks at the texture while the image changes: every third frame at 30 Hz
STEADY_NS = 480_000_000  # ns between two looks while it does not
ACCEPT_NS = 400_000_000  # ns without any reason after which frames are judged again; also how long a reason stays on the screen
GAP_NS = 1_000_000_000  # ns without a frame after which nothing is known of the stream any more
THUMBNAIL = 16  # a side, of what is compared
MAX_CHANGE = 3.0  # grey levels, mean absolute difference of the thumbnails up to which an image is steady
BORDER = 0.1  # of a score: to either side of a limit, a single look decides nothing


class LiveGuard:
    """Give it every frame of one stream with its region. One thread at a time."""

    def __init__(self, scope: GuardScope | None, texture: TextureModel | None) -> None:
        """scope, texture: what the bundle is for and its texture model; None: it has none."""
        self._scope, self._texture = scope, texture
        self._restart()

    def _restart(self) -> None:
        self._newest: Frame | None = None
        self._frozen = Frozen()
        self._look = _Look(self._scope, self._texture) if self._texture else None
        self._hysteresis = _Hysteresis()

    def assess(self, frame: Frame, roi: Roi) -> Guard:
        """Whether this frame is fit to be judged, or why it is not. The region is fitted into the frame."""
        if self._newest is not None and not _continues(self._newest, frame):
            self._restart()
        self._newest = frame
        roi = roi.clipped(frame.width, frame.height, MIN_SIDE)
        return self._hysteresis.after(self._assess_now(frame, roi), frame.captured_ns)

    def _assess_now(self, frame: Frame, roi: Roi) -> Guard:
        is_frozen = self._frozen.update(frame, roi) and not frame.recorded  # a recording may show a still image
        guard = assess(frame, roi, self._scope)
        if guard is Guard.FIT and self._look is not None:
            guard = self._look.at(frame, roi)
        return Guard.SCANNER_FROZEN if guard is Guard.FIT and is_frozen else guard


def _continues(before: Frame, frame: Frame) -> bool:
    """Whether a frame belongs to the same stream as the one before, without a long gap."""
    passed = frame.captured_ns - before.captured_ns
    return before.source == frame.source and before.pixels.shape == frame.pixels.shape and 0 <= passed < GAP_NS


class _Hysteresis:
    """A reason is given at once; it stays until it has not been heard, and none other, for ACCEPT_NS."""

    def __init__(self) -> None:
        self._guard = Guard.FIT
        self._unfit_ns = 0  # when any reason was last heard
        self._heard_ns = 0  # when the one given was

    def after(self, guard: Guard, now_ns: int) -> Guard:
        """What is said of a frame captured at `now_ns`, after what the checks say of it by itself."""
        is_over = now_ns - self._heard_ns >= ACCEPT_NS
        if guard is Guard.FIT:
            if now_ns - self._unfit_ns >= ACCEPT_NS:
                self._guard = Guard.FIT
            return self._guard
        self._unfit_ns = now_ns
        if self._guard is Guard.FIT or is_over:
            self._guard = guard
        if guard is self._guard:
            self._heard_ns = now_ns
        return self._guard


class _Look:
    """The texture of a stream, looked at as seldom as may be."""

    def __init__(self, scope: GuardScope | None, texture: TextureModel) -> None:
        self._scope, self._texture = scope, texture
        self._is_for_transverse = is_for_transverse(scope)
        self._muscle, self._view = _Side(texture.muscle.limit), _Side(texture.view.limit)
        self._thumbnail: npt.NDArray[np.int16] | None = None
        self._roi: Roi | None = None
        self._looked_ns = 0
        self._too_small = self._is_upside_down = False
        self._place = Guard.FIT
        self._placed_ns: int | None = None  # when the region's place was looked at

    def at(self, frame: Frame, roi: Roi) -> Guard:
        thumbnail = _thumbnail(frame, roi)
        if self._is_due(frame, roi, thumbnail):
            if self._placed_ns is None or roi != self._roi or frame.captured_ns - self._placed_ns >= STEADY_NS:
                self._placed_ns = frame.captured_ns
                self._place = assess_place(frame, roi, self._scope)
            self._thumbnail, self._roi, self._looked_ns = thumbnail, roi, frame.captured_ns
            score = look_at_texture(frame, roi, self._texture)
            self._too_small = score is None
            if score is not None:
                self._muscle.add(score.not_muscle)
                self._view.add(score.longitudinal)
                self._is_upside_down = is_upside_down(frame.pixels, roi)
        if self._too_small or self._muscle.is_beyond:
            return Guard.NOT_MUSCLE
        if self._is_upside_down:
            return Guard.UPSIDE_DOWN
        if self._place is not Guard.FIT:
            return self._place
        return Guard.WRONG_VIEW if self._is_for_transverse and self._view.is_beyond else Guard.FIT

    def _is_due(self, frame: Frame, roi: Roi, thumbnail: npt.NDArray[np.int16]) -> bool:
        if self._thumbnail is None:
            return True
        in_doubt = self._muscle.is_in_doubt or self._view.is_in_doubt
        changing = in_doubt or roi != self._roi or float(np.abs(thumbnail - self._thumbnail).mean()) > MAX_CHANGE
        return frame.captured_ns - self._looked_ns >= (CHANGING_NS if changing else STEADY_NS)


class _Side:
    """On which side of a limit a score is that is looked at again and again, and differs a little every time.

    More than BORDER beyond the limit decides at once. Beyond it by less decides when the next look says so too; on this side of
    it by less decides nothing.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._before: float | None = None
        self.is_beyond = False

    @property
    def is_in_doubt(self) -> bool:
        """Whether another look is wanted soon, because the last one spoke against the side that is held."""
        return self._before is not None and (self._before > self._limit) is not self.is_beyond

    def add(self, score: float) -> None:
        before, self._before = self._before, score
        if score > self._limit:
            self.is_beyond |= before is None or before > self._limit or score > self._limit + BORDER
        elif before is None or score <= self._limit - BORDER:
            self.is_beyond = False


def _thumbnail(frame: Frame, roi: Roi) -> npt.NDArray[np.int16]:
    return cv2.resize(roi.crop(frame.pixels), (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA).astype(np.int16)
