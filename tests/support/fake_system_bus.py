"""The system's services as the kiosk asks for them, without a bus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.sd_bus import SettingsCall, SignalOf
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

WARD, GUESTS, OFFICE, NEW_WARD = (
    b"ward",
    b"guests",
    b"office",
    b"new ward",
)  # SSIDs: with a password, open, with accounts, with WPA3


def _point(ssid: bytes, strength: int, flags: int = 0, rsn: int = 0) -> dict[str, object]:
    values = {"Ssid": list(ssid), "Strength": strength, "Flags": flags, "WpaFlags": 0, "RsnFlags": rsn}
    return {name: {"type": "?", "data": value} for name, value in values.items()}


ACCESS_POINTS = {
    f"{NETWORK}/AccessPoint/1": _point(WARD, 40, 1, 0x100),
    f"{NETWORK}/AccessPoint/2": _point(WARD, 72, 1, 0x100),
    f"{NETWORK}/AccessPoint/3": _point(GUESTS, 80),
    f"{NETWORK}/AccessPoint/4": _point(OFFICE, 20, 1, 0x200),
    f"{NETWORK}/AccessPoint/5": _point(b"", 90, 1, 0x100),  # hides its name
    f"{NETWORK}/AccessPoint/6": _point(NEW_WARD, 10, 1, 0x400),
}


@dataclass
class FakeRadio:
    """A wireless device, as NetworkManager has it. The password of the ward's network is "Sesam 1!"."""

    password: str = "Sesam 1!"
    reason: int = 7  # why a join fails: no secrets
    on: bool = True
    kept: dict[bytes, str] = field(default_factory=dict)  # SSID and password
    joined: bytes = b""


@dataclass
class FakeBus:
    """logind, timedated and NetworkManager; they refuse when told to. Without a radio, NetworkManager's is off."""

    radio: FakeRadio | None = None

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
            case "GetAllAccessPoints", ():
                return [list(ACCESS_POINTS)]
            case "GetAll", _:
                return [ACCESS_POINTS[target.path]]
            case "ListConnections", ():
                return [[f"{NETWORK}/Settings/{ssid.decode()}" for ssid in self._radio.kept]]
            case "GetSettings", ():
                return [{"802-11-wireless": {"ssid": {"type": "ay", "data": list(_last(target.path))}}}]
            case "Delete", ():
                del self._radio.kept[_last(target.path)]
                self._radio.joined = b""
            case "Set", _:
                self._radio.on = True
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

    @property
    def _radio(self) -> FakeRadio:
        return self.radio or FakeRadio(on=False)

    def call_and_follow(self, call: SettingsCall, signal: SignalOf, timeout_s: float) -> Iterator[tuple[int, ...]]:
        self._refuse(call.method)
        self.asked.append(call.method)
        yield (40, 30, 0)
        if call.settings is not None:
            ssid = bytes(call.settings["802-11-wireless"]["ssid"])  # type: ignore[arg-type]
            password = str(call.settings.get("802-11-wireless-security", {}).get("psk", ""))
            self._radio.kept[ssid] = password
        else:
            ssid = _last(call.objects[0])
            password = self._radio.kept[ssid]
        if (ssid == WARD and password != self._radio.password) or self._radio.reason != 7:
            yield (120, 60, self._radio.reason)
            yield (30, 120, 0)
        else:
            self._radio.joined = ssid
            yield (100, 90, 0)

    def get(self, target: BusObject, name: str) -> object:
        self._refuse(name)
        if name == "WirelessEnabled":
            return self._radio.on
        if name == "ActiveAccessPoint":
            joined = [path for path, one in ACCESS_POINTS.items() if one["Ssid"]["data"] == list(self._radio.joined)]  # type: ignore[index]
            return joined[-1] if self._radio.joined else "/"
        if target.path in NETWORK_OBJECTS:
            return NETWORK_OBJECTS[target.path][name]
        return {"Timezone": self.zone, "NTP": self.by_server, "NTPSynchronized": False}[name]

    def _refuse(self, what: str) -> None:
        if self.refuses:
            raise SystemBusError(f"the system did not do {what} (a test)", ErrorCode.SYSTEM_REFUSED, what)


def _last(path: str) -> bytes:
    return path.rsplit("/", 1)[1].encode()
