"""systemd hears that the kiosk is ready and alive, and nothing more once a loop of it hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtQuick import QQuickWindow

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.monitor import StreamState
from edge_app.engine.protocol import Inference
from edge_app.records import GreyImage
from edge_app.system.service_notify import ALIVE, READY, STOPPING, SystemdService
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.service_watchdog import ServiceWatchdog
from tests.support.clinic import clinic
from tests.support.fakes import Probe
from tests.support.kiosk import CALM, Brightness, StartKiosk
from tests.support.kiosk_screen import PATIENCE_MS
from tests.support.systemd import NotifySocket

IMPATIENT = replace(CALM, hang_s=0.5)
WATCHDOG_S = 0.1  # so that a sign of life is due every 50 ms


class HangingEngine(Brightness):
    """An engine whose runtime does not return until the test says so."""

    def __init__(self, bundle: ModelBundle) -> None:
        super().__init__(bundle)
        self.returns = threading.Event()
        self.returns.set()

    def run(self, image: GreyImage) -> Inference:
        self.returns.wait()
        return super().run(image)


class Watched(SystemdService):
    """Looks at the screen when the kiosk says that it is ready."""

    kiosk: Kiosk
    images_when_ready = -1

    def notify(self, *states: str) -> None:
        if READY in states:
            self.images_when_ready = self.kiosk.live.shown
        super().notify(*states)


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[NotifySocket]:
    with NotifySocket(tmp_path / "notify") as listening:
        yield listening


def service(systemd: NotifySocket) -> SystemdService:
    return SystemdService(systemd.address, WATCHDOG_S)


def wait_for(qtbot: Any, systemd: NotifySocket, said: str) -> None:
    """Wait until systemd hears it, from now on."""
    systemd.listen()
    qtbot.waitUntil(lambda: said in systemd.listen(), timeout=PATIENCE_MS)


def is_fed(qtbot: Any, systemd: NotifySocket) -> bool:
    """Whether a sign of life comes in the time of several."""
    systemd.listen()
    qtbot.wait(round(5000 * WATCHDOG_S))
    return ALIVE in systemd.listen()


def wait_until_it_hangs(qtbot: Any, systemd: NotifySocket, loop: str) -> None:
    wait_for(qtbot, systemd, f"STATUS=no progress in {loop}")
    assert not is_fed(qtbot, systemd)


def test_it_is_ready_with_the_first_image_then_alive_then_stopping(
    qtbot: Any, bundle: ModelBundle, systemd: NotifySocket
) -> None:
    watched = Watched(systemd.address, WATCHDOG_S)
    with Kiosk(Probe(), bundle, Brightness(bundle), limits=CALM, service=watched) as kiosk:
        watched.kiosk = kiosk
        kiosk.view.show()
        wait_for(qtbot, systemd, READY)
        assert watched.images_when_ready > 0
        wait_for(qtbot, systemd, ALIVE)
    systemd.listen()
    assert systemd.heard.count(READY) == 1 and "STATUS=probe live" in systemd.heard
    assert systemd.heard[-2:] == [STOPPING, "STATUS=ending"]


class HardOfHearing(QQuickWindow):
    """Forgets the first request to draw, as one does that a Wayland compositor has not answered for a while."""

    asked = 0

    def update(self) -> None:
        self.asked += 1
        if self.asked > 1:
            super().update()


def test_it_is_ready_where_the_first_request_to_draw_is_forgotten(start: StartKiosk, qtbot: Any, systemd: NotifySocket) -> None:
    kiosk = start(Probe())
    qtbot.waitUntil(lambda: kiosk.live.shown > 0, timeout=PATIENCE_MS)
    window = HardOfHearing()
    window.show()
    qtbot.waitUntil(window.isExposed, timeout=PATIENCE_MS)
    watchdog = ServiceWatchdog(service(systemd), window, kiosk.worker, kiosk.live)
    wait_for(qtbot, systemd, READY)
    watchdog.stop()
    window.destroy()


def test_without_a_probe_it_is_ready_and_alive(start: StartKiosk, qtbot: Any, systemd: NotifySocket) -> None:
    probe = Probe()
    probe.unplug()
    kiosk = start(probe, limits=IMPATIENT, service=service(systemd))
    wait_for(qtbot, systemd, READY)
    qtbot.wait(round(1500 * IMPATIENT.hang_s))
    assert kiosk.live.state is StreamState.LOST and is_fed(qtbot, systemd)


def test_it_is_not_ready_before_anything_is_known_of_the_probe(start: StartKiosk, qtbot: Any, systemd: NotifySocket) -> None:
    probe = Probe()
    probe.pause()
    start(probe, service=service(systemd))
    wait_for(qtbot, systemd, ALIVE)
    assert READY not in systemd.heard
    probe.go_on()
    wait_for(qtbot, systemd, READY)


def test_frozen_locked_and_ended_are_healthy(start: StartKiosk, qtbot: Any, folder: Path, systemd: NotifySocket) -> None:
    probe = Probe()
    kiosk = start(probe, limits=IMPATIENT, service=service(systemd), services=clinic(folder))  # the PIN is asked for
    wait_for(qtbot, systemd, READY)
    kiosk.live.toggleFreeze()
    probe.end()
    qtbot.waitUntil(lambda: kiosk.live.status.probe is StreamState.ENDED, timeout=PATIENCE_MS)
    qtbot.wait(round(1500 * IMPATIENT.hang_s))
    assert is_fed(qtbot, systemd)


def test_a_capture_thread_that_hangs_is_no_longer_spoken_for(start: StartKiosk, qtbot: Any, systemd: NotifySocket) -> None:
    probe = Probe()
    start(probe, limits=IMPATIENT, service=service(systemd))
    wait_for(qtbot, systemd, READY)
    probe.pause()
    wait_until_it_hangs(qtbot, systemd, "capture")
    probe.go_on()
    wait_for(qtbot, systemd, ALIVE)


@pytest.mark.parametrize("is_review", [False, True])
def test_an_engine_that_hangs_is_no_longer_spoken_for(
    start: StartKiosk, qtbot: Any, bundle: ModelBundle, systemd: NotifySocket, is_review: bool
) -> None:
    """Also with a frozen image, whose review is all that still runs."""
    engine = HangingEngine(bundle)
    kiosk = start(Probe(), engine, limits=IMPATIENT, service=service(systemd))
    wait_for(qtbot, systemd, READY)
    engine.returns.clear()
    if is_review:
        kiosk.live.toggleFreeze()
    wait_until_it_hangs(qtbot, systemd, "inference")
    engine.returns.set()
    wait_for(qtbot, systemd, ALIVE)


def test_a_screen_that_hangs_says_nothing(start: StartKiosk, qtbot: Any, systemd: NotifySocket) -> None:
    start(Probe(), service=service(systemd))
    wait_for(qtbot, systemd, READY)
    systemd.listen()
    time.sleep(5 * WATCHDOG_S)  # on Qt's thread
    assert systemd.listen() == []
    wait_for(qtbot, systemd, ALIVE)


def test_signs_of_life_come_at_most_once_a_second_and_twice_in_the_watchdogs_time(
    start: StartKiosk, systemd: NotifySocket
) -> None:
    for watchdog_s, period_ms in ((None, 1000), (8.0, 1000), (1.0, 500)):
        kiosk = start(Probe(), service=SystemdService(systemd.address, watchdog_s))
        assert kiosk.watchdog.period_ms == period_ms
