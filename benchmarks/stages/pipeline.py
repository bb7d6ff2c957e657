"""The whole pipeline: from a frame to its finding with the heatmap, as the kiosk's inference thread does it."""

from __future__ import annotations

from benchmarks.stages.frames import FrameSet
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Engine
from edge_app.errors import ConfigError
from edge_app.guard.live_guard import LiveGuard
from edge_app.pipeline import MIN_REGION, analyse
from edge_app.records import Finding, Frame, Guard


class Pipeline:
    """Give it the frames of a stream one after the other."""

    def __init__(self, frames: FrameSet, bundle: ModelBundle, engine: Engine, with_guard: bool, research: bool) -> None:
        """research: whether frames of an unknown device are analysed. Raises ConfigError where they would not be."""
        self._bundle, self._engine = bundle, engine
        self._permission = frames.permission(bundle, research)
        height, width = frames.pixels.shape[1:]
        self._roi = frames.roi.clipped(width, height, MIN_REGION)
        self._guard = LiveGuard(bundle.manifest.guard, bundle.texture) if with_guard else None

    def run(self, frame: Frame) -> Finding:
        """Raises ConfigError for a frame that the guard refuses: its time would be of no network."""
        guard = self._guard.assess(frame, self._roi) if self._guard else Guard.FIT
        finding = analyse(frame, self._roi, self._bundle, self._engine, self._permission, guard)
        if finding.guard is not Guard.FIT:
            raise ConfigError(
                f"the guard refuses a frame of {frame.source!r} ({finding.guard.value}), so there is no network to be timed; "
                "name a recording of muscle with --recording"
            )
        return finding
