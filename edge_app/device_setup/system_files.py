"""Every file of the system that makes a stock machine the appliance, from its board and the clinic's settings. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from edge_app.device_setup.access import access_files
from edge_app.device_setup.capture_devices import capture_files
from edge_app.device_setup.network import network_files
from edge_app.device_setup.power import power_files
from edge_app.device_setup.screen import screen_files
from edge_app.device_setup.settings import NONE, SystemSettings, load_system
from edge_app.device_setup.storage import boot_partition_file, storage_files, wanted_mounts
from edge_app.device_setup.system_file import TEMPLATES, UNITS, Line, SystemFile, explained, program, unit

# What the kiosk itself is started by: units and programs of firmware_configs/system that belong to no subject above.
_KIOSK_UNITS = ("edge-app.service", "edge-app-previous.service", "edge-app-fallback.service")
_KIOSK_PROGRAMS = ("start", "fallback")


def system_files(board: str, site: Path | None = None) -> tuple[SystemFile, ...]:
    """The files for a board, in the order of their paths. site: the clinic's settings, as `load_system`. Raises ConfigError."""
    return files_for(load_system(board, site).settings)


def files_for(settings: SystemSettings) -> tuple[SystemFile, ...]:
    """The files for these settings, in the order of their paths."""
    files = [
        *access_files(),
        *capture_files(settings.probe, settings.hdmi_input),
        *network_files(settings.network),
        *power_files(settings.power),
        *screen_files(settings.display),
        *storage_files(settings.storage),
        *([boot_partition_file()] if settings.boot.kind == "raspberry-pi" else ()),
        *_kiosk_files(),
        *_wanted_units(settings),
    ]
    return tuple(sorted(files, key=lambda file: file.path))


def _kiosk_files() -> Iterator[SystemFile]:
    for name in _KIOSK_UNITS:
        if (TEMPLATES / "units" / name).is_file():
            yield unit(name, "the kiosk")
    for name in _KIOSK_PROGRAMS:
        if (TEMPLATES / name).is_file():
            yield program(name, "the kiosk")


def _wanted_units(settings: SystemSettings) -> Iterator[SystemFile]:
    """What the start of the system wants, as two files instead of a folder of links: so that each has its reason."""
    mounts = list(wanted_mounts(settings.storage))
    if mounts:
        yield _wants("local-fs.target", mounts)
    lines: list[Line] = [("Wants=edge-app-firewall.service", "The network is closed.")]
    if settings.hdmi_input.lanes:
        lines.append(("Wants=edge-app-hdmi-input.service", "The HDMI input knows what it may receive."))
    if settings.power.mode != NONE:
        lines.append(("Wants=edge-app-power-mode.service", "The board runs at the power it was measured at."))
    if settings.storage.read_only_root:
        lines.append(("Wants=edge-app-settings.service", "Time zone and language are those that were set."))
        lines.append(("Wants=edge-app-settings-save.path", "And a change of them is kept."))
    if (TEMPLATES / "units/edge-app.service").is_file():
        lines.append(("Wants=edge-app.service", "The kiosk."))
    yield _wants("multi-user.target", lines)


def _wants(target: str, lines: list[Line]) -> SystemFile:
    return explained(
        f"{UNITS}/{target}.d/50-edge-app.conf", f"What {target} brings up for the appliance.", [("[Unit]", ""), *lines]
    )
