"""A board's whole release on its emulated processor, in a fresh Debian without a network: installed, and its self-test.

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
from tests.arm.device import DEVICE, missing
from tests.arm.processors import PI_4, PI_5, Processor
from tests.support.release_trees import KEY
from tests.support.releases import public_key

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 2400  # s; a run takes 3 minutes, on a machine that does much else several times that


pytestmark = [
    pytest.mark.arm,
    pytest.mark.timeout(PATIENCE + 1200),  # the roots and the release are made first
    pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}"),
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
    """What a device has before its first release: a key that it trusts, and its board's name."""
    upper = folder / "upper"
    files = {
        "etc/edge-app/release-keys/test.pub": public_key(KEY.private).decode(),
        "etc/edge-app/board": f"{board}\n",
        # The release's program starts its self-test without our environment; this is found before /usr/bin/python3.
        "usr/sbin/python3": f'#!/bin/sh\nQEMU_CPU={processor.cpu} exec /usr/bin/python3 "$@"\n',
    }
    for name, text in files.items():
        (upper / name).parent.mkdir(parents=True, exist_ok=True)
        (upper / name).write_text(text)
        (upper / name).chmod(0o755 if text.startswith("#!") else 0o644)
    processor.describe(upper)
    (folder / "processor").write_text(processor.cpuinfo())


def on_device(file: Path, suite: str, folder: Path, processor: Processor) -> str:
    """What first_start.py says there, after it has ended well."""
    (folder / "media").mkdir()
    shutil.copy(file, folder / "media")
    shutil.copy(Path(__file__).with_name("first_start.py"), folder / "media")
    began = time.monotonic()
    with (folder / "said.txt").open("w") as said:  # not a pipe: it can be read while the device runs
        run = subprocess.run(
            [DEVICE, debian(suite), folder, "python3", "-I", "/media/first_start.py", f"/media/{file.name}"],
            env=os.environ | {"QEMU_CPU": processor.cpu}, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    minutes, size, text = (time.monotonic() - began) / 60, file.stat().st_size / 1e6, (folder / "said.txt").read_text()
    print(f"\n{file.name}, {size:.0f} MB, on an emulated {processor.board} ({processor.cpu}): {minutes:.1f} minutes\n{text}")
    assert run.returncode == 0, text
    return text


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
def test_it_installs_without_a_network_and_passes_its_self_test(
    board: str, suite: str, processor: Processor, releases: Path, tmp_path: Path
) -> None:
    set_up(tmp_path, board, processor)
    text = on_device(release(board, suite, releases), suite, tmp_path, processor)
    assert "network interfaces: lo\n" in text
    labels = re.findall(r"^ok +golden vectors .*: (\d+) of (\d+) labels equal", text, re.MULTILINE)
    assert len(labels) >= 2 and all(equal == count for equal, count in labels)
    assert "FAIL" not in text and f"boards/{board}/board.toml" in text
