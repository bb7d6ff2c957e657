"""What tests of the screen start a kiosk with: an engine that judges by brightness, and limits in time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.monitor import Timeouts
from edge_app.capture.reconnect import Backoff
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage
from edge_app.ui.kiosk import Kiosk
from edge_app.worker import TimeLimits

RETRY = Backoff(0.02, 0.1)
# Where staleness is no part of the test: a machine that halts for a moment must not make an image stale.
CALM = TimeLimits(Timeouts(stale_ms=30_000, lost_ms=60_000, frozen_ms=60_000), RETRY, 60_000, 60_000, engine_retry_s=0.1)
QUICK = TimeLimits(Timeouts(stale_ms=150, lost_ms=400), RETRY, picture_ms=60_000, engine_retry_s=0.1)  # where it is

SHORT_HOLD_MS = 100
SHORT_PAUSE_MS = 20  # a hand that waits for the screen need not wait as long as a hurried one must

StartKiosk = Callable[..., Kiosk]


class Brightness:
    """An engine that takes bright for abnormal, with heat everywhere; and fails when told to."""

    name = "brightness"

    def __init__(self, bundle: ModelBundle) -> None:
        self.ill = False
        self._weights = bundle.abnormal_weights
        self._heat = bundle.manifest.heat_scale / float(np.square(self._weights).sum())

    def run(self, image: GreyImage) -> Inference:
        if self.ill:
            raise EngineError("the test runtime is out of memory; restart it")
        bright = (float(image.mean()) - 127) / 64
        features = np.repeat(self._heat * self._weights[:, None], 49, axis=1).reshape(-1, 7, 7)
        return Inference(np.array([-bright, bright], np.float32), features.astype(np.float32))


def set_pause(kiosk: Kiosk, milliseconds: int) -> None:
    """How long nothing can be touched after the screen has changed, see `TapGuard.qml`."""
    assert kiosk.view.rootObject().setProperty("tapPause", milliseconds), "Kiosk.qml has no tapPause"


def set_hold(kiosk: Kiosk, milliseconds: int) -> None:
    """How long a button that cannot be undone has to be held, see `HoldButton.qml`."""
    assert kiosk.view.rootObject().setProperty("holdTime", milliseconds), "Kiosk.qml has no holdTime"
