"""What firmware and boot loader are told: the lines of config.txt, the kernel's arguments, the entry of extlinux.conf."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from edge_app.device_setup.rotation import console_rotation
from edge_app.device_setup.settings import SystemSettings
from edge_app.device_setup.system_file import Line, explained
from edge_app.errors import ConfigError

BEGIN, END = "# edge-app: begin; an update writes what is between these lines", "# edge-app: end"
CMDLINE = re.compile(r"edge-app-cmdline-[0-9a-f]{12}\.txt")  # name of a file of ours with the kernel's arguments
_ENTRY = "edge-app"  # LABEL in extlinux.conf
_REPEATED = ("console",)  # arguments that may stand there several times


def kernel_arguments(settings: SystemSettings) -> Iterator[Line]:
    """Arguments of the kernel, each with why."""
    yield "consoleblank=0", "The text console, where a failure is shown, is never blanked."
    yield "vt.global_cursor_default=0", "No cursor blinks on it while the kiosk starts."
    yield "panic=10", "A kernel that panics restarts the board after ten seconds."
    if settings.display.rotation:
        turned = console_rotation(settings.display.rotation)
        yield (
            f"fbcon=rotate:{turned}",
            f"The console is upright on a panel that is mounted {settings.display.rotation} degrees clockwise.",
        )
    yield from settings.boot.arguments


def config_lines(settings: SystemSettings) -> Iterator[Line]:
    """Lines of config.txt (Raspberry Pi), each with why."""
    yield "[all]", "Whatever filter stands above: these lines are for this board."
    yield "dtoverlay=", "What follows sets the board itself, not an overlay that was named above."
    if settings.power.watchdog_s:
        yield "dtparam=watchdog=on", "The hardware watchdog, which systemd feeds (power.watchdog_s)."
    for number, (celsius, speed) in enumerate(settings.power.fan):
        why = f"The fan, step {number + 1} (power.fan): from {celsius} degrees C at {speed} of 255, until 5 degrees below."
        yield f"dtparam=fan_temp{number}={celsius * 1000},fan_temp{number}_hyst=5000,fan_temp{number}_speed={speed}", why
    hdmi = settings.hdmi_input
    if hdmi.lanes:
        parameters = (",4lane=1" if hdmi.lanes == 4 else "") + (",cam0" if hdmi.connector == "cam0" else "")
        yield "camera_auto_detect=0", "The firmware would look for a camera on the connector that the HDMI bridge is on."
        yield f"dtoverlay=tc358743{parameters}", f"The HDMI-to-CSI bridge, on {hdmi.lanes} lanes (hdmi_input)."
    yield "disable_splash=1", "No rainbow while it starts: it looks like a fault."
    yield "boot_delay=0", "Nothing to wait for."
    yield from settings.boot.config


def with_arguments(present: str, arguments: Iterable[Line]) -> str:
    """The kernel's command line with the arguments in place of those of the same name that are there. One line."""
    ours = [argument for argument, _ in arguments]
    named = {_name(argument) for argument in ours} - set(_REPEATED)
    return " ".join([one for one in present.split() if _name(one) not in named and one not in ours] + ours)


def cmdline_name(cmdline: str) -> str:
    """The file for a command line: another content is another file, so that a config.txt never means one of tomorrow."""
    return f"edge-app-cmdline-{hashlib.sha256(cmdline.encode()).hexdigest()[:12]}.txt"


def without_block(config: str) -> str:
    """A config.txt as it was before us. Raises ConfigError for a block that does not end."""
    if BEGIN not in config:
        return config
    before, _, rest = config.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ConfigError(f"config.txt has the line {BEGIN!r} without {END!r}; remove what is ours there, then try again")
    return before.rstrip("\n") + "\n" + after.lstrip("\n")


def with_block(config: str, settings: SystemSettings, cmdline: str) -> str:
    """A config.txt with our lines at its end, in place of earlier ones of ours. Raises ConfigError."""
    file = explained("config.txt", "Made from board.toml and the clinic's settings.", config_lines(settings)).content.decode()
    name = cmdline_name(cmdline)
    file += f"# The kernel's arguments: cmdline.txt with ours, which edge-app-cmdline.txt explains.\ncmdline={name}\n"
    return without_block(config).rstrip("\n") + f"\n\n{BEGIN}\n{file}{END}\n"


def with_entry(extlinux: str, arguments: Iterable[Line], initrd: str = "") -> str:
    """An extlinux.conf that starts a copy of its default entry with our arguments; the entry itself stays. Raises ConfigError.

    initrd: in place of the entry's own, a path; "": the entry's own.
    """
    body = without_entry(extlinux)
    default = re.search(r"^DEFAULT\s+(\S+)", body, re.MULTILINE)
    entries = {m[1]: m[0] for m in re.finditer(r"^LABEL\s+(\S+)\n(?:[ \t#].*\n|\n)*", body.rstrip("\n") + "\n", re.MULTILINE)}
    if default is None or default[1] not in entries:
        raise ConfigError("extlinux.conf names no DEFAULT entry that is in it; restore it from the system's own")
    ours, count = re.subn(
        r"^(\s*APPEND\s+)(.*)$",
        lambda m: m[1] + with_arguments(m[2], arguments),
        entries[default[1]].replace(default[1], _ENTRY, 1).rstrip("\n"),
        flags=re.MULTILINE,
    )
    if count != 1:
        raise ConfigError(
            f"the entry {default[1]} of extlinux.conf has {count} APPEND lines, not one; restore it from the system's own"
        )
    if initrd:
        ours = re.sub(r"^\s*INITRD\s.*\n?", "", ours, flags=re.MULTILINE).rstrip("\n") + f"\n      INITRD {initrd}"
    started = body.replace(default[0], f"DEFAULT {_ENTRY}", 1)
    return started.rstrip("\n") + f"\n\n{BEGIN} (before: DEFAULT {default[1]})\n{ours}\n{END}\n"


def without_entry(extlinux: str) -> str:
    """An extlinux.conf as it was before us."""
    if not (earlier := re.search(rf"{re.escape(BEGIN)} \(before: (DEFAULT \S+)\)", extlinux)):
        return extlinux
    before = extlinux[: earlier.start()].rstrip("\n") + "\n"
    return re.sub(r"^DEFAULT\s+\S+", earlier[1], before, count=1, flags=re.MULTILINE)


def _name(argument: str) -> str:
    return argument.partition("=")[0]
