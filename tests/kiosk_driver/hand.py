"""A hand on the kiosk's real screen: it finds what is to be seen by its name, and touches it. For film, tests and benchmarks."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from edge_app.ui.kiosk import Kiosk

PATIENCE_S = 120.0


class Hand:
    """Touches like a finger; nothing that is hidden or disabled can be touched."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk
        self.taps = 0  # so far
        self.panel = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)

    def find(self, name: str) -> QQuickItem | None:
        """What bears that name and can be seen; None when there is nothing."""
        waiting = [self._kiosk.view.rootObject()]
        while waiting:
            thing = waiting.pop()
            if thing.isVisible():  # what is hidden hides its children
                if thing.objectName() == name:
                    return thing
                waiting.extend(thing.childItems())
        return None

    def can(self, name: str) -> bool:
        """Whether it can be touched."""
        thing = self.find(name)
        return thing is not None and thing.isEnabled()

    def ready(self, name: str) -> bool:
        """Whether it can be touched now: not in the moment after the screen has changed, see `TapGuard.qml`."""
        return self.find("tapGuard") is None and self.can(name)  # the guard lies on top: while it is there, it is found at once

    def touch(self, name: str) -> None:
        """Wait until it can be touched, and do."""
        here = self.hold(name)
        QTest.touchEvent(self._kiosk.view, self.panel).release(0, here, self._kiosk.view).commit()

    def hold(self, name: str) -> QPoint:
        """Wait until it can be touched, and leave a finger on it; returns where on the window."""
        self.wait(lambda: self.ready(name), f"{name} to touch")
        QGuiApplication.processEvents()  # what has just appeared is not in its place yet
        self.wait(lambda: self.ready(name), f"{name} to stay")  # the screen may have changed just now, or the live image be stale
        here = self.place(name, 0.5)
        self.taps += 1
        QTest.touchEvent(self._kiosk.view, self.panel).press(0, here, self._kiosk.view).commit()
        return here

    def hold_down(self, name: str) -> None:
        """Keep a finger on a button that has to be held, until it has done what it does."""
        here = self.hold(name)
        self.wait(lambda: not self.can(name), f"{name} to be held long enough")
        QTest.touchEvent(self._kiosk.view, self.panel).release(0, here, self._kiosk.view).commit()

    def slide(self, name: str, start: float, end: float) -> None:
        """Drag a finger over its width, from one share of it (0-1) to another."""
        self.wait(lambda: self.ready(name), f"{name} to slide")
        QGuiApplication.processEvents()
        places = [self.place(name, start + (end - start) * step / 6) for step in range(7)]
        QTest.touchEvent(self._kiosk.view, self.panel).press(0, places[0], self._kiosk.view).commit()
        for place in places[1:]:
            QTest.touchEvent(self._kiosk.view, self.panel).move(0, place, self._kiosk.view).commit()
        QTest.touchEvent(self._kiosk.view, self.panel).release(0, places[-1], self._kiosk.view).commit()

    def open_settings(self, section: str) -> None:
        """From the patient's form to a section of the settings."""
        self.touch("settings")
        self.touch(f"section-{section}")

    def type(self, text: str) -> None:
        """On the kiosk's own keyboard, and OK."""
        for key in text.upper():
            self.touch("keySpace" if key == " " else f"key{key}")
        self.touch("entryOk")

    def pin(self, pin: str) -> None:
        for figure in pin:
            self.touch(f"pin{figure}")
        self.touch("pinOK")

    def images(self, count: int) -> None:
        """Wait for so many new images."""
        target = self._kiosk.live.shown + count
        self.wait(lambda: self._kiosk.live.shown >= target, f"{count} images")

    def settle(self) -> None:
        """Wait until a frozen image has been judged by itself."""
        self.wait(lambda: not self._kiosk.live.is_reviewing, "the frozen image to be judged")

    def wait(self, ready: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
        """Raises TimeoutError."""
        deadline = time.monotonic() + patience_s
        while not ready():
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited {patience_s:g} s for {what}")
            QGuiApplication.processEvents()
            time.sleep(0.005)

    def place(self, name: str, across: float) -> QPoint:
        """Where on the window it is, at that share (0-1) of its width."""
        thing = self.find(name)
        assert thing is not None
        return thing.mapToScene(QPointF(across * thing.width(), thing.height() / 2)).toPoint()
