"""What deploy.sh does with a release's file: installed by its own program, and the self-test of what was unpacked.

It runs on the emulated device: first_start.py FILE.release. Only the standard library and the release are there.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import time
from pathlib import Path

PROGRAM = Path("/tmp/release.pyz")
SELF_TEST_S = 1800  # of a processor that is emulated


def timed(step: str, began: float, code: int) -> None:
    """Say how long a step took; the first that fails ends all."""
    print(f"{step}: {time.monotonic() - began:.0f} s, code {code}", flush=True)
    if code:
        sys.exit(code)


def install(file: Path) -> None:
    """By release.pyz, as it lies in the file."""
    with tarfile.open(file) as tar:
        member = tar.extractfile("release.pyz")
        assert member is not None
        PROGRAM.write_bytes(member.read())
    for words in (["install", str(file)], ["select"]):
        began = time.monotonic()
        timed(words[0], began, subprocess.run(["python3", "-I", str(PROGRAM), *words], stdin=subprocess.DEVNULL).returncode)


def test_itself() -> None:
    """As `release.pyz confirm` asks for it, with the environment that it gives."""
    sys.path.insert(0, str(PROGRAM))
    from edge_app.release.layout import Layout
    from edge_app.release.tree_command import run

    layout, began = Layout(), time.monotonic()
    answer = run(layout, layout.selected.readlink(), ["doctor", "--release"], timeout_s=SELF_TEST_S)
    print(answer.text)
    timed("self-test", began, answer.code)


if __name__ == "__main__":
    interfaces = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    print(f"network interfaces: {' '.join(interfaces)}", flush=True)
    install(Path(sys.argv[1]))
    test_itself()
