"""Tells systemd that the kiosk is ready once something is on its screen, and from then on that its loops go on.

The timer runs on Qt's thread, so a screen that hangs tells nothing; the worker says whether its threads go on. systemd ends the
program when it has heard nothing for long enough, and starts it again (firmware_configs/system/units/edge-app.service).
"""

from __future__ import annotations

import logging
import time

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtQuick import QQuickWindow

from edge_app.capture.monitor import StreamState
from edge_app.system.service_notify import ALIVE, READY, STOPPING, Service, status
from edge_app.ui.live_model import LiveModel
from edge_app.worker import Worker

_log = logging.getLogger(__name__)

MAX_PERIOD_S = 1.0  # s between two signs of life, or half of what the watchdog waits, if that is shorter


class ServiceWatchdog(QObject):
    """Lives on Qt's thread, as long as the window."""

    def __init__(self, service: Service, window: QQuickWindow, worker: Worker, live: LiveModel) -> None:
        super().__init__(window)
        self._service, self._window, self._worker, self._live = service, window, worker, live
        self._is_ready = self._is_asked = False
        self._status = ""
        self._stuck: tuple[str, ...] = ()
        period_s = min(MAX_PERIOD_S, (service.watchdog_s or 2 * MAX_PERIOD_S) / 2)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(round(1000 * period_s))

    @property
    def period_ms(self) -> int:
        """ms between two signs of life."""
        return self._timer.interval()

    def stop(self) -> None:
        """The kiosk is about to end: what it still saves is not held against it."""
        self._timer.stop()
        self._service.notify(STOPPING, status("ending"))

    @Slot()
    def _look(self) -> None:
        if not self._is_ready:
            self._ask_for_first_image()
        stuck = self._worker.stuck(time.monotonic_ns())
        if stuck and not self._stuck:
            _log.error("no progress in %s for a while; what started the kiosk is not told that it is alive", ", ".join(stuck))
        self._stuck = stuck
        states = [] if stuck else [ALIVE]
        said = f"no progress in {', '.join(stuck)}" if stuck else f"probe {self._live.state.value}"
        if said != self._status:
            self._status = said
            states.append(status(said))
        if states:
            self._service.notify(*states)

    def _ask_for_first_image(self) -> None:
        """Once it is known what is to be seen, an image or that there is no probe: ready when that has been drawn.

        Asked again until then: Qt forgets it while it takes the window for hidden, as it does when a Wayland compositor has not
        answered for .1 s.
        """
        if not (self._live.shown or self._live.state in (StreamState.LOST, StreamState.ENDED)):
            return
        if not self._is_asked:
            self._is_asked = True
            self._window.frameSwapped.connect(self._ready)
        self._window.update()

    @Slot()
    def _ready(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self._service.notify(READY)
