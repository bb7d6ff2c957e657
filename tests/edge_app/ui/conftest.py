"""The kiosk on a screen that is not there, drawn in software."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.monitor import Timeouts
from edge_app.capture.reconnect import Backoff
from edge_app.engine.protocol import Engine, Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage
from edge_app.ui.kiosk import Kiosk, application
from edge_app.worker import Limits
from tests.support.fakes import Probe

RETRY = Backoff(0.02, 0.1)
# Where staleness is no part of the test: a machine that halts for a moment must not make an image stale.
CALM = Limits(Timeouts(stale_ms=30_000, lost_ms=60_000, frozen_ms=60_000), RETRY, slow_ms=60_000, engine_retry_s=0.1)
QUICK = Limits(Timeouts(stale_ms=150, lost_ms=400), RETRY, engine_retry_s=0.1)  # where it is

StartKiosk = Callable[..., Kiosk]


class Brightness:
    """An engine that takes bright for abnormal, with heat everywhere; and refuses when told to."""

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


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """pytest-qt's application: the kiosk's own."""
    return application()


@pytest.fixture
def brightness(bundle: ModelBundle) -> Brightness:
    return Brightness(bundle)


@pytest.fixture
def start(qapp: QGuiApplication, qtbot: Any, bundle: ModelBundle, brightness: Brightness) -> Iterator[StartKiosk]:
    """Start a kiosk that the end of the test closes: start(probe, engine=..., roi=..., size=...). QML may not complain."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_kiosk(probe: Probe, engine: Engine | None = None, **options: Any) -> Kiosk:
            options = {"size": (800, 480), "limits": CALM, **options}
            kiosk = stack.enter_context(Kiosk(probe, bundle, engine or brightness, **options))
            kiosk.view.engine().warnings.connect(lambda found: complaints.extend(warning.toString() for warning in found))
            kiosk.view.show()
            return kiosk

        yield open_kiosk
    assert complaints == []
