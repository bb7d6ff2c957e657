"""Wireless networks without hardware: the kernel's simulated radios, four access points, and a real NetworkManager.

    wlan0            NetworkManager's, through wpa_supplicant
    wlan1 WARD       WPA2 by a password, with addresses
    wlan2 OFFICE     WPA3 by a password (SAE), with addresses
    wlan3 CLINIC     WPA2 or WPA3 by the same password, with addresses
    wlan4 GUESTS     open, without addresses

All of it runs in the guest, on the system bus; nothing of it is faked but the air.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.wait_until import wait_until

WARD, OFFICE, CLINIC, GUESTS = "ward", "office", "clinic", "guests"
PASSWORD = "Sesam 1!"
STATION = "wlan0"
KEPT = Path("/etc/NetworkManager/system-connections")
START_S = 60.0  # emulated throughout

_PROGRAMS = {"dbus-daemon": "dbus", "NetworkManager": "network-manager", "wpa_supplicant": "wpasupplicant",
             "hostapd": "hostapd", "dnsmasq": "dnsmasq-base", "ip": "iproute2"}  # fmt: skip
_WPA2 = f"wpa=2\nwpa_key_mgmt=WPA-PSK\nrsn_pairwise=CCMP\nwpa_passphrase={PASSWORD}\n"
_WPA3 = f"wpa=2\nwpa_key_mgmt=SAE\nrsn_pairwise=CCMP\nieee80211w=2\nsae_password={PASSWORD}\n"
_MIXED = f"wpa=2\nwpa_key_mgmt=WPA-PSK SAE\nrsn_pairwise=CCMP\nieee80211w=1\nwpa_passphrase={PASSWORD}\nsae_password={PASSWORD}\n"
_MANAGER = """[main]
plugins=keyfile
dhcp=internal
auth-polkit=false
no-auto-default=*
[keyfile]
unmanaged-devices=except:interface-name:wlan0
[device]
wifi.scan-rand-mac-address=no
"""


@dataclass
class AccessPoint:
    """One of them; `go` takes it off the air."""

    process: subprocess.Popen[bytes]

    def go(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def missing_packages() -> list[str]:
    """What this needs of Debian and is not installed."""
    return [package for program, package in _PROGRAMS.items() if shutil.which(program) is None]


@contextmanager
def networks(folder: Path) -> Iterator[dict[str, AccessPoint]]:
    """The access points by name, in reach of a NetworkManager that answers on the system bus."""
    with ExitStack() as running:
        points = {
            WARD: _point(running, folder, "wlan1", WARD, channel=1, security=_WPA2),
            OFFICE: _point(running, folder, "wlan2", OFFICE, channel=6, security=_WPA3),
            CLINIC: _point(running, folder, "wlan3", CLINIC, channel=9, security=_MIXED),
            GUESTS: _point(running, folder, "wlan4", GUESTS, channel=11, security=""),
        }
        for number in (1, 2, 3):
            _addresses(running, folder, number)
        _manager(running, folder)
        yield points


def _manager(running: ExitStack, folder: Path) -> None:
    Path("/run/dbus").mkdir(exist_ok=True)
    _start(running, "dbus-daemon", "--system", "--nofork", "--nopidfile")
    wait_until(Path("/run/dbus/system_bus_socket").exists, "the system bus", START_S)
    _start(running, "wpa_supplicant", "-u", "-s")
    config = folder / "NetworkManager.conf"
    config.write_text(_MANAGER)
    config.chmod(0o600)  # else NetworkManager refuses it
    # Where it finds a writable /sys it waits for udev, which the guest has not: as in a container, it looks for itself.
    alone = 'mount -o remount,bind,ro /sys && exec NetworkManager --no-daemon --config="$0" --config-dir="$1"'
    _start(running, "unshare", "--mount", "sh", "-c", alone, str(config), str(folder / "no-more-of-them"))


def _point(running: ExitStack, folder: Path, device: str, name: str, channel: int, security: str) -> AccessPoint:
    config = folder / f"{name}.conf"
    config.write_text(f"interface={device}\ndriver=nl80211\nssid={name}\nhw_mode=g\nchannel={channel}\n{security}")
    return AccessPoint(_start(running, "hostapd", str(config)))


def _addresses(running: ExitStack, folder: Path, number: int) -> None:
    """192.168.NUMBER.10 to 20 for who joins."""
    device = f"wlan{number}"
    subprocess.run(["ip", "address", "add", f"192.168.{number}.1/24", "dev", device], check=True)
    options = ("--port=0", "--bind-interfaces", f"--interface={device}", "--except-interface=lo", "--conf-file=/dev/null")
    leases = (f"--dhcp-range=192.168.{number}.10,192.168.{number}.20", f"--dhcp-leasefile={folder / device}.leases")
    _start(running, "dnsmasq", "--no-daemon", "--user=root", *options, *leases)


def _start(running: ExitStack, *command: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    running.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
