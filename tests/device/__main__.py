"""`python -m tests.device [pytest's arguments]`: the tests of this folder's `guest_*` modules, in the guest.

With --long, those of `appliance` in its place: whole releases on an emulated arm64 machine, as root, for hours.
"""

from __future__ import annotations

import signal
import subprocess
import sys

from tests.device.kernel import GuestError, cached_guest
from tests.device.machine import check_machine, run_in_guest

_TIMEOUT_S = 900.0
# Of the plugins the timeout alone; of the conftest files this folder's alone: PyTorch and Qt are slow to load in emulation.
_ENVIRONMENT = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
_PYTEST = (
    *("-m", "pytest", "-s", "-p", "no:cacheprovider", "-p", "pytest_timeout", "--confcutdir=tests/device"),
    *("-o", "python_files=guest_*.py", "-o", "addopts=-v", "--timeout=120", "--color=no"),
)


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an orderly end: QEMU ends with us
    if "--long" in arguments:
        rest = [argument for argument in arguments if argument != "--long"]
        return subprocess.run([sys.executable, "-m", "pytest", "-m", "machine", "-s", "tests/device/appliance", *rest]).returncode
    tests = [] if any(argument.startswith("tests/") for argument in arguments) else ["tests/device"]
    try:
        check_machine()
        return run_in_guest(cached_guest(), [sys.executable, *_PYTEST, *arguments, *tests], _ENVIRONMENT, _TIMEOUT_S)
    except GuestError as exc:
        print(f"device tests: {exc}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
