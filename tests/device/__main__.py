"""`python -m tests.device [pytest's arguments]`: the tests of this folder's `guest_*` modules, in the guest."""

from __future__ import annotations

import sys

from tests.device.kernel import GuestError, cached_guest
from tests.device.machine import run_in_guest

_TIMEOUT_S = 900.0


def main(arguments: list[str]) -> int:
    pytest = ["-m", "pytest", "-v", "-s", "-p", "no:cacheprovider", "-o", "python_files=guest_*.py", "--timeout=120", "tests/device"]
    try:
        return run_in_guest(cached_guest(), [sys.executable, *pytest, *arguments], _TIMEOUT_S)
    except GuestError as exc:
        print(f"device tests: {exc}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
