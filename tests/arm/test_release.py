"""A board's whole release on its emulated processor, in a fresh Debian without a network: installed, started and confirmed.

The release is made of the last commit, with the tests' key. It says what a board will answer, and nothing of how fast.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from firmware_configs.release.build import build_release
from firmware_configs.release.commit import find_commit
from firmware_configs.release.target import target
from tests.arm.debian import debian
from tests.arm.processors import PI_4, PI_5, Processor
from tests.support.release_trees import KEY
from tests.support.releases import public_key

PROJECT = Path(__file__).resolve().parents[2]
SYSTEM = PROJECT / "firmware_configs" / "system"
DEVICE = Path(__file__).with_name("device.sh")
TOOLS = ("unshare", "mmdebstrap", "qemu-aarch64-static")
PATIENCE = 2400  # s; a run takes 3 minutes, on a machine that does much else several times that
# What a device without a screen draws on.
DISPLAY = 'export QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software XDG_RUNTIME_DIR=/tmp\nexec "$@"\n'

pytestmark = [
    pytest.mark.arm,
    pytest.mark.timeout(PATIENCE + 1200),  # the roots and the release are made first
    pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}"),
]


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """Folder for the releases; EDGE_APP_RELEASES names one that keeps them."""
    return Path(os.environ.get("EDGE_APP_RELEASES") or tmp_path / "releases")


def release(board: str, suite: str, folder: Path) -> Path:
    """The release of the last commit, made unless it is there."""
    commit = find_commit(PROJECT)
    folder = folder / commit.sha[:12]
    made = sorted(folder.glob(f"*-{board}-{suite}.release"))
    return made[0] if made else build_release(PROJECT, commit, target(board, suite), KEY, folder, level=1).file


def set_up(folder: Path, board: str, processor: Processor) -> None:
    """What a device has before its first release: a key that it trusts, its board's name, and what starts the kiosk."""
    upper = folder / "upper"
    files = {
        "etc/edge-app/release-keys/test.pub": public_key(KEY.private).decode(),
        "etc/edge-app/board": f"{board}\n",
        "etc/edge-app/display.conf": DISPLAY,
        "usr/lib/edge-app/start": (SYSTEM / "start").read_text(),
        "usr/lib/edge-app/compositor": (SYSTEM / "compositor").read_text(),
        # There is no systemd to ask.
        "usr/bin/systemctl": "#!/bin/sh\ncat /run/edge-app.properties\n",
        # A program that clears its environment would lose the processor; this is found before /usr/bin/python3.
        "usr/sbin/python3": f'#!/bin/sh\nQEMU_CPU={processor.cpu} exec /usr/bin/python3 "$@"\n',
    }
    for name, text in files.items():
        (upper / name).parent.mkdir(parents=True, exist_ok=True)
        (upper / name).write_text(text)
        (upper / name).chmod(0o755 if text.startswith("#!") else 0o644)
    processor.describe(upper)
    (folder / "processor").write_text(processor.cpuinfo())


@pytest.mark.parametrize(
    ("board", "suite", "processor"),
    [
        ("raspberry-pi-5", "bookworm", PI_5),
        ("raspberry-pi-5", "trixie", PI_5),
        ("raspberry-pi-4", "bookworm", PI_4),
        ("raspberry-pi-4", "trixie", PI_4),
    ],
    ids=lambda given: given.cpu if isinstance(given, Processor) else given,
)
def test_it_installs_without_a_network_and_is_confirmed(
    board: str, suite: str, processor: Processor, releases: Path, tmp_path: Path
) -> None:
    file = release(board, suite, releases)
    root = debian(suite)
    set_up(tmp_path, board, processor)
    (tmp_path / "media").mkdir()
    shutil.copy(file, tmp_path / "media")
    shutil.copy(Path(__file__).with_name("first_start.py"), tmp_path / "media")
    began = time.monotonic()
    run = subprocess.run(
        [DEVICE, root, tmp_path, "python3", "-I", "/media/first_start.py", f"/media/{file.name}"],
        env=os.environ | {"QEMU_CPU": processor.cpu}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
        check=False,
    )  # fmt: skip
    minutes, size = (time.monotonic() - began) / 60, file.stat().st_size / 1e6
    print(f"\n{file.name}, {size:.0f} MB, on an emulated {processor.board} ({processor.cpu}): {minutes:.1f} minutes")
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "network interfaces: lo\n" in run.stdout
    labels = re.findall(r"^ok +golden vectors .*: (\d+) of (\d+) labels equal", run.stdout, re.MULTILINE)
    assert len(labels) >= 2 and all(equal == count for equal, count in labels)
    assert "passed its self-test and is confirmed" in run.stdout
    assert re.search(r"^healthy +yes$", run.stdout, re.MULTILINE)
