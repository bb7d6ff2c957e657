"""Speed, heat, and the watchdog."""

from __future__ import annotations

from collections.abc import Iterator

from edge_app.device_setup.settings import NONE, Power
from edge_app.device_setup.system_file import SystemFile, explained, program, unit

_GOVERNORS = "/sys/devices/system/cpu/cpufreq/policy*/scaling_governor"


def power_files(power: Power) -> Iterator[SystemFile]:
    """The processor's governor, the hardware watchdog, and on a Jetson the power mode."""
    if power.governor != NONE:
        yield explained("etc/tmpfiles.d/edge-app-governor.conf", "The clock of the processor: power.governor in board.toml.", [
            (f"w {_GOVERNORS} - - - - {power.governor}",
             "A clock that follows the load is slow in the first frames after each pause: what is measured is one speed."),
        ])  # fmt: skip
    if power.watchdog_s:
        yield explained("etc/systemd/system.conf.d/50-edge-app.conf", "The hardware watchdog: power.watchdog_s in board.toml.", [
            ("[Manager]", ""),
            (f"RuntimeWatchdogSec={power.watchdog_s}s",
             "When systemd itself hangs for so long, the hardware restarts the board; nobody in a clinic pulls the plug."),
            ("RebootWatchdogSec=2min", "A shutdown that hangs ends as well."),
        ])  # fmt: skip
    if power.mode != NONE:
        yield explained("etc/edge-app/power.conf", "The Jetson's power mode: power.mode in board.toml.", [
            (f"POWER_MODE={power.mode}", "By name: its number differs between modules."),
        ])  # fmt: skip
        yield program("power-mode", "sets the power mode and records its clocks")
        yield unit("edge-app-power-mode.service", "runs it before the kiosk starts")
