"""The system's services as the kiosk asks for them, without a bus."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.system_bus import BusObject

NETWORK = "/org/freedesktop/NetworkManager"
# A connected cable, a radio that is off, and the loopback, of which nothing is said.
NETWORK_OBJECTS: dict[str, dict[str, object]] = {
    f"{NETWORK}/Devices/1": {"DeviceType": 1, "State": 100, "Interface": "eth0", "ActiveConnection": f"{NETWORK}/Active/1",
                             "Ip4Config": f"{NETWORK}/IP4/1"},
    f"{NETWORK}/Devices/2": {"DeviceType": 2, "State": 20, "Interface": "wlan0", "ActiveConnection": "/", "Ip4Config": "/"},
    f"{NETWORK}/Devices/3": {"DeviceType": 32, "State": 100, "Interface": "lo", "ActiveConnection": "/", "Ip4Config": "/"},
    f"{NETWORK}/Active/1": {"Id": "ward"},
    f"{NETWORK}/IP4/1": {"AddressData": [{"address": {"type": "s", "data": "10.0.0.7"}, "prefix": {"type": "u", "data": 24}}]},
}  # fmt: skip


@dataclass
class FakeBus:
    """logind, timedated and NetworkManager; they refuse when told to."""

    refuses: bool = False
    is_there: bool = True
    zone: str = "Etc/UTC"
    by_server: bool = True
    clock: datetime | None = None  # as it was set
    asked: list[str] = field(default_factory=list)

    def call(self, target: BusObject, method: str, signature: str = "", *arguments: str) -> object:
        self._refuse(method)
        self.asked.append(method)
        match method, arguments:
            case "ListTimezones", ():
                return [["America/Bogota", "Europe/Berlin", "Europe/Madrid", "UTC"]]
            case "GetDevices", ():
                return [[path for path in NETWORK_OBJECTS if "/Devices/" in path]]
            case "SetTimezone", (zone, "false"):
                self.zone = zone
            case "SetNTP", (on, "false"):
                self.by_server = on == "true"
            case "SetTime", (microseconds, "false", "false"):
                if self.by_server:
                    self.refuses = True
                    self._refuse(method)
                self.clock = datetime.fromtimestamp(int(microseconds) / 1e6, timezone.utc)
        return []

    def get(self, target: BusObject, name: str) -> object:
        self._refuse(name)
        if target.path in NETWORK_OBJECTS:
            return NETWORK_OBJECTS[target.path][name]
        return {"Timezone": self.zone, "NTP": self.by_server, "NTPSynchronized": False}[name]

    def _refuse(self, what: str) -> None:
        if self.refuses:
            raise SystemBusError(f"the system did not do {what} (a test)", ErrorCode.SYSTEM_REFUSED, what)
