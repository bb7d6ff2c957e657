"""Settings of a device, as a board's factory file with some of a clinic's own over it."""

from __future__ import annotations

import shutil
from pathlib import Path

from edge_app.device_setup.settings import SystemSettings, load_system
from edge_app.device_setup.system_file import SystemFile

# Everything that can be switched on, on a board that has it all.
EVERYTHING = """
[display]
rotation = 90
touch = "FT5406*"
[hdmi_input]
lanes = 2
[probe]
usb = ["534d:2109", "1209:5501"]
[power]
mode = "15W"
[network]
management = ["192.168.7.0/24", "fd00:7::/64"]
time_servers = ["ntp.clinic.example"]
"""


def settings(folder: Path, text: str = "", board: str = "raspberry-pi-5") -> SystemSettings:
    """The board's settings with the clinic's `text` over them."""
    site = folder / "site.toml"
    site.write_text(text)
    return load_system(board, site).settings


def text(files: tuple[SystemFile, ...], path: str) -> str:
    """The content of the file at `path`."""
    return next(file.content.decode() for file in files if file.path == path)


def write(files: tuple[SystemFile, ...], root: Path) -> None:
    """The files below the root, as `install` writes them, but without waiting for the disk: there are many."""
    for file in files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.content)
        (root / file.path).chmod(file.mode)


def with_own_units(root: Path) -> None:
    """Put this machine's units below the root, so that those of ours can name them, and the programs that they run."""
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True, dirs_exist_ok=True)
    for name in ("usr/sbin/nft", "usr/sbin/sshd", "usr/bin/python3", "bin/kill"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("#!/bin/sh\n")
        (root / name).chmod(0o755)
