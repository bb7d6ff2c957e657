"""The sections of `board.toml` that are the system's, as frozen dataclasses; a clinic's own file overrides them key by key."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from edge_app.config import FACTORY, Origin, Text, factory_file, merge, read_layers
from edge_app.typed_reader import FormatError, short

NONE = "none"
MAX_CONFIG_LINE = 98  # characters; the Raspberry Pi's firmware ignores what stands behind them in config.txt
_ARGUMENT = re.compile(r"[!-~]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?")
_LABEL = re.compile(r"[A-Za-z0-9._-]{1,16}")  # ext4 has room for 16
_TOUCH = re.compile(r'[^"\\\x00-\x1f]+')
_USB = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}")

Explained = tuple[Text, Text]  # a line, and why it is there


@dataclass(frozen=True)
class Board:
    """[board]: which machines this is, and what their systems lack."""

    compatible: tuple[Text, ...]  # patterns (fnmatch) of the device tree's "compatible"
    machines: tuple[Text, ...]  # patterns of `uname -m`, for a machine that no device tree names
    packages: tuple[Text, ...]  # Debian packages that a stock system lacks


@dataclass(frozen=True)
class Boot:
    """[boot]: what the firmware or boot loader is told."""

    kind: Literal["raspberry-pi", "extlinux", "none"]  # "none": the machine's boot loader is left alone
    config: tuple[Explained, ...]  # further lines of config.txt (Raspberry Pi)
    arguments: tuple[Explained, ...]  # further arguments of the kernel

    def __post_init__(self) -> None:
        for line, _ in self.config:
            if len(line) > MAX_CONFIG_LINE or "\n" in line:
                raise FormatError(
                    f'has "{short(line)}" in "boot.config", which must be one line of at most {MAX_CONFIG_LINE}', "boot.config"
                )
        for argument, _ in self.arguments:
            _check(_ARGUMENT, argument, "boot.arguments", "one argument without spaces")


@dataclass(frozen=True)
class Display:
    """[display]: the screen and its touch panel."""

    compositor: Literal["cage", "eglfs", "linuxfb"]  # the last two draw without one
    rotation: Literal[0, 90, 180, 270]  # degrees clockwise by which the panel is mounted, seen from the front
    touch: Text  # name of the touch panel as the kernel gives it, a pattern; "*": every touch panel

    def __post_init__(self) -> None:
        _check(_TOUCH, self.touch, "display.touch", "a name without quotation marks")
        if self.rotation and self.compositor != "cage":
            raise FormatError(
                f'has {self.rotation} as "display.rotation", which {self.compositor} cannot show (it draws Qt Quick wrongly);'
                ' set display.compositor to "cage"',
                "display.rotation",
            )


@dataclass(frozen=True)
class HdmiInput:
    """[hdmi_input]: an HDMI-to-CSI bridge (TC358743) on the camera connector."""

    lanes: Literal[0, 2, 4]  # of CSI that its ribbon cable has; 0: there is no bridge
    connector: Literal["default", "cam0"]  # of a board with two


@dataclass(frozen=True)
class Probe:
    """[probe]: the probes and grabbers that get the stable name /dev/us-probe."""

    usb: tuple[Text, ...]  # "vendor:product" in hexadecimal digits, as lsusb shows it; the first that is plugged in gets the name

    def __post_init__(self) -> None:
        for identity in self.usb:
            _check(_USB, identity, "probe.usb", 'as lsusb shows it, such as "534d:2109"')


@dataclass(frozen=True)
class Power:
    """[power]: speed, heat, and the watchdog."""

    governor: Literal["performance", "schedutil", "ondemand", "none"]  # of the processor's clock; "none": as it comes
    fan: tuple[tuple[Annotated[int, Meta(ge=20, le=90)], Annotated[int, Meta(ge=0, le=255)]], ...]  # degrees C, speed of 255
    mode: Text  # of nvpmodel, by name (Jetson); "none"
    watchdog_s: Annotated[int, Meta(ge=0, le=300)]  # s until hardware restarts a system that hangs; 0: it has none

    def __post_init__(self) -> None:
        _check(re.compile(r"[A-Za-z0-9_]+"), self.mode, "power.mode", 'a name such as "15W"')
        if list(self.fan) != sorted(self.fan) or len(self.fan) > 4:
            raise FormatError('has "power.fan" out of order; it is at most four steps, each hotter and faster', "power.fan")


@dataclass(frozen=True)
class Storage:
    """[storage]: what stays over a power cut, and what cannot change."""

    read_only_root: bool  # whether all of the system but the data is put back at every start
    data_partition: Text  # label of the ext4 partition that holds the data; "none": a folder on the system's own
    journal_mb: Annotated[int, Meta(ge=8, le=4096)]  # 10^6 bytes that the system's log may take

    def __post_init__(self) -> None:
        _check(_LABEL, self.data_partition, "storage.data_partition", "a label of letters, digits, dots and dashes, at most 16")


@dataclass(frozen=True)
class Network:
    """[network]: who may come in. Closed as delivered."""

    management: tuple[Text, ...]  # networks that may use SSH, by key, such as "192.168.7.0/24"; empty: nobody may
    time_servers: tuple[Text, ...]  # asked for the time; empty: none is

    def __post_init__(self) -> None:
        for network in self.management:
            try:
                ipaddress.ip_network(network)
            except ValueError as exc:
                wanted = 'must be a network such as "192.168.7.0/24"'
                raise FormatError(
                    f'has "{short(network)}" in "network.management", which {wanted}', "network.management"
                ) from exc
        for host in self.time_servers:
            _check(_HOST, host, "network.time_servers", "a host's name or address")


@dataclass(frozen=True)
class SystemSettings:
    """Everything of the system that can be set."""

    board: Board
    boot: Boot
    display: Display
    hdmi_input: HdmiInput
    probe: Probe
    power: Power
    storage: Storage
    network: Network


@dataclass(frozen=True)
class SystemConfiguration:
    """Merged settings of the system, and where each value came from."""

    settings: SystemSettings
    origins: tuple[Origin, ...]


def load_system(board: str, site: Path | None = None, factory: Path = FACTORY) -> SystemConfiguration:
    """The board's system settings with the clinic's over them. site: as `override` of `config.load`. Raises ConfigError."""
    return SystemConfiguration(*merge(SystemSettings, read_layers(board, site, factory), factory_file(board, factory)))


def _check(pattern: re.Pattern[str], value: str, place: str, wanted: str) -> None:
    if not pattern.fullmatch(value):
        raise FormatError(f'has "{short(value)}" in "{place}", which must be {wanted}', place)
