"""A private D-Bus with services in place of the system's, in processes of their own: `with system_services() as services`.

`python -m tests.support.system_bus_services ADDRESS LOG` is one of them: logind, timedated and NetworkManager, as far as the
kiosk asks them. What they are asked to do goes into LOG, a line each.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import ClassInfo, Property, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVirtualObject

PATIENCE_S = 60.0
READY = "ready"
CONFIG = """<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""


@dataclass(frozen=True)
class Services:
    """The bus, and what its services were asked to do."""

    address: str
    log: Path

    @property
    def asked(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if line != READY]


@contextmanager
def system_services() -> Iterator[Services]:
    """Skips the test where this machine has no dbus-daemon or no busctl."""
    if shutil.which("dbus-daemon") is None or shutil.which("busctl") is None:
        pytest.skip("dbus-daemon and busctl (apt install dbus systemd) are needed for a bus of its own")
    with tempfile.TemporaryDirectory() as name:  # not pytest's folder: the path of a socket may not be long
        folder = Path(name)
        (folder / "bus.conf").write_text(CONFIG.format(socket=folder / "bus"))
        services = Services(f"unix:path={folder / 'bus'}", folder / "log")
        services.log.touch()
        bus = subprocess.Popen(["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork"])
        try:
            _wait(lambda: (folder / "bus").exists())
            server = subprocess.Popen([sys.executable, "-m", __name__, services.address, str(services.log)])
            try:
                _wait(lambda: READY in services.log.read_text())
                yield services
            finally:
                server.kill()
                server.wait()
        finally:
            bus.kill()
            bus.wait()


def _wait(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError("the bus of the test did not start")
        time.sleep(0.02)


@ClassInfo({"D-Bus Interface": "org.freedesktop.login1.Manager"})  # type: ignore[call-arg]
class Login(QObject):  # type: ignore[operator]
    """logind."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    @Slot(bool)
    def PowerOff(self, interactive: bool) -> None:
        _note(self._log, f"PowerOff {interactive}")

    @Slot(bool)
    def Reboot(self, interactive: bool) -> None:
        _note(self._log, f"Reboot {interactive}")


@ClassInfo({"D-Bus Interface": "org.freedesktop.timedate1"})  # type: ignore[call-arg]
class TimeDate(QObject):  # type: ignore[operator]
    """timedated."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log
        self._zone, self._by_server = "Etc/UTC", True

    @Slot(str, bool)
    def SetTimezone(self, zone: str, interactive: bool) -> None:
        self._zone = zone
        _note(self._log, f"SetTimezone {zone} {interactive}")

    @Slot(bool, bool)
    def SetNTP(self, on: bool, interactive: bool) -> None:
        self._by_server = on
        _note(self._log, f"SetNTP {on} {interactive}")

    @Slot("qlonglong", bool, bool)
    def SetTime(self, microseconds: int, relative: bool, interactive: bool) -> None:
        _note(self._log, f"SetTime {microseconds} {relative} {interactive}")

    @Slot(result="QStringList")
    def ListTimezones(self) -> list[str]:
        return ["Etc/UTC", "Europe/Berlin"]

    Timezone = Property(str, lambda self: self._zone)
    NTP = Property(bool, lambda self: self._by_server)
    NTPSynchronized = Property(bool, lambda self: False)


class NetworkManager(QDBusVirtualObject):
    """NetworkManager, which takes any call and refuses one method; what the calls carry is seen by whoever watches the bus."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        _note(self._log, message.member())
        refused = message.member() == "ActivateConnection"
        answer = message.createErrorReply("org.test.Refused", "not authorised") if refused else message.createReply()
        connection.send(answer)
        return True


def _note(log: Path, line: str) -> None:
    with log.open("a") as file:
        file.write(f"{line}\n")


def main(address: str, log: Path) -> None:
    application = QCoreApplication([])
    bus = QDBusConnection.connectToBus(address, "test")
    services = {"login1": Login(log), "timedate1": TimeDate(log)}
    for name, service in services.items():
        assert bus.registerObject(f"/org/freedesktop/{name}", service, QDBusConnection.RegisterOption.ExportAllContents)
        assert bus.registerService(f"org.freedesktop.{name}")
    networks = NetworkManager(log)
    assert bus.registerVirtualObject("/org/freedesktop/NetworkManager", networks)
    assert bus.registerService("org.freedesktop.NetworkManager")
    _note(log, READY)
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
