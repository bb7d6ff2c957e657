"""Writes what firmware and boot loader are told, so that a machine that does not start with it starts as before.

On a Raspberry Pi a change is tried first: `stage` writes a tryboot.txt, which the firmware reads instead of config.txt at one
start (`REBOOT_TO_TRIAL`) and at no other. A machine that hangs, or loses its power, comes back with the old config.txt. `commit`
makes the trial the rule once the release is confirmed. Each of them is one rename, and can be run again after it was
interrupted. An extlinux.conf has no such trial: there the entry that was the default stays, and ours is a copy of it.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from edge_app.device_setup.boot_text import CMDLINE, cmdline_name, kernel_arguments, with_arguments, with_block, with_entry
from edge_app.device_setup.boot_text import without_block as _without_block
from edge_app.device_setup.boot_text import without_entry as _without_entry
from edge_app.device_setup.settings import SystemSettings
from edge_app.device_setup.system_file import explained
from edge_app.device_setup.writable import writable
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import atomic_write

REBOOT_TO_TRIAL = ("systemctl", "reboot", "--reboot-argument=0 tryboot")  # the firmware reads tryboot.txt once

_EXTLINUX = "boot/extlinux/extlinux.conf"
INITRD = (
    "boot/edge-app-initrd"  # with overlayroot's scripts, which the vendor's own has not; whoever wants a read-only root makes it
)


class Staged(str, Enum):
    """What `stage` has done."""

    NOTHING = "nothing"  # the machine already starts so, or its boot loader is not ours
    TRIAL = "trial"  # has to be started with REBOOT_TO_TRIAL, and committed
    WRITTEN = "written"  # holds from the next start on


def boot_folder(root: Path) -> Path:
    """Where the firmware's files are: /boot/firmware since Debian 12, /boot before."""
    new = root / "boot/firmware"
    return new if (new / "config.txt").is_file() else root / "boot"


def stage(settings: SystemSettings, root: Path = Path("/")) -> Staged:
    """Write what the board is to be told at its start. Raises ConfigError."""
    match settings.boot.kind:
        case "raspberry-pi":
            return _stage_trial(settings, boot_folder(root))
        case "extlinux":
            return _write_extlinux(settings, root)
        case _:
            return Staged.NOTHING


def trial_is_running(root: Path = Path("/")) -> bool:
    """Whether the firmware started this system with tryboot.txt."""
    try:
        return int.from_bytes((root / "proc/device-tree/chosen/bootloader/tryboot").read_bytes(), "big") == 1
    except OSError:
        return False


def trial_is_staged(root: Path = Path("/")) -> bool:
    """Whether there is something to be tried that neither `commit` nor `discard` has ended."""
    return (boot_folder(root) / "tryboot.txt").is_file()


def commit(root: Path = Path("/")) -> bool:
    """Make the trial the rule; whether that was done. Raises ConfigError.

    Only where the trial is what runs: after a power cut the machine has started without it, and it is still to be tried.
    """
    if not (trial_is_staged(root) and trial_is_running(root)):
        return False
    folder = boot_folder(root)
    trial = folder / "tryboot.txt"
    with writable(folder):
        atomic_write(folder / "config.txt", trial.read_bytes())
    discard(root)
    return True


def discard(root: Path = Path("/")) -> None:
    """Forget the trial, and every command line that config.txt does not name. Raises ConfigError."""
    folder = boot_folder(root)
    config = _read(folder / "config.txt")
    with writable(folder):
        (folder / "tryboot.txt").unlink(missing_ok=True)
        for file in folder.glob("edge-app-cmdline-*.txt"):
            if CMDLINE.fullmatch(file.name) and file.name not in config:
                file.unlink()


def restore(root: Path = Path("/")) -> None:
    """Start the machine as it did before the appliance was installed. Raises ConfigError."""
    folder = boot_folder(root)
    for file, without in ((folder / "config.txt", _without_block), (root / _EXTLINUX, _without_entry)):
        present = _read(file)
        if (before := without(present)) != present:
            _write(file, before)
    discard(root)
    with writable(folder):
        (folder / "edge-app-cmdline.txt").unlink(missing_ok=True)


def _stage_trial(settings: SystemSettings, folder: Path) -> Staged:
    config = _read(folder / "config.txt")
    arguments = list(kernel_arguments(settings))
    stock = _read(folder / "cmdline.txt").strip()
    if not config or not stock:
        raise ConfigError(f"{folder} has no config.txt or no cmdline.txt; is the boot partition mounted?")
    cmdline = with_arguments(stock, arguments)
    wanted = with_block(config, settings, cmdline)
    if wanted == config and (folder / cmdline_name(cmdline)).is_file():
        return Staged.NOTHING
    note = explained("", "What ours of the kernel's arguments are for; read by people, not by the firmware.", arguments)
    _write(folder / "edge-app-cmdline.txt", note.content.decode())
    _write(folder / cmdline_name(cmdline), f"{cmdline}\n")
    _write(folder / "tryboot.txt", wanted)
    return Staged.TRIAL


def _write_extlinux(settings: SystemSettings, root: Path) -> Staged:
    file = root / _EXTLINUX
    present = _read(file)
    if not present:
        raise ConfigError(f"{file} is missing or empty; restore it from the system's own")
    if settings.storage.read_only_root and not (root / INITRD).is_file():
        raise ConfigError(
            f'"storage.read_only_root" needs /{INITRD}, which is not there; make it with `mkinitramfs -o /{INITRD}` once '
            "overlayroot is installed, or set it to false"
        )
    wanted = with_entry(present, list(kernel_arguments(settings)), f"/{INITRD}" if settings.storage.read_only_root else "")
    if wanted == present:
        return Staged.NOTHING
    _write(file, wanted)
    return Staged.WRITTEN


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError as exc:
        raise ConfigError(f"{file} cannot be read ({exc.strerror}); run it as root") from exc


def _write(file: Path, text: str) -> None:
    with writable(file.parent):
        atomic_write(file, text.encode("utf-8", "surrogateescape"))
