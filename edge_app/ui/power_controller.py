"""Switching the device off and on again from its screen; never while something is being saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from edge_app.system.system_bus import SystemBus
from edge_app.system.system_power import PowerAction, request_power
from edge_app.ui.task_runner import TaskRunner

PATIENCE_MS = 30_000  # ms after which a device that is still on may be asked again


class PowerController(QObject):
    """Lives on Qt's thread; the system is asked on another. What it then does ends the program like any other."""

    changed = Signal()

    def __init__(self, bus: SystemBus, saving: Callable[[], bool]) -> None:
        """saving: whether something is being written, to the disk or a stick."""
        super().__init__()
        self._bus, self._saving = bus, saving
        self._state = ""  # "busy", or an encoded error
        self._task_runner = TaskRunner("power", self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)

    def close(self) -> None:
        """Wait for the system's answer."""
        self._task_runner.close()

    @Slot()
    def switchOff(self) -> None:
        self._ask(PowerAction.OFF)

    @Slot()
    def restart(self) -> None:
        self._ask(PowerAction.RESTART)

    def _ask(self, action: PowerAction) -> None:
        if self._saving() or self._state == "busy":
            return
        self._set("busy")
        self._task_runner.do(lambda: request_power(self._bus, action), lambda _: self._patience.start(), self._set)

    @Slot()
    def _give_up(self) -> None:
        self._set("")

    def _set(self, state: str) -> None:
        self._state = state
        self.changed.emit()

    isThere = Property(bool, lambda self: self._bus.is_there, constant=True)
    state = Property(str, lambda self: self._state, notify=changed)
