"""The file of system packages, by a real apt against Debian's registry: made, and installed on a stock system without a network.

Of the arm64 boards apt resolves the installation for that processor in a folder of its own (nothing of them is executed here); of
the PC the device's own program installs everything in a Debian with the packages of the priority "standard".
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from edge_app.release.manifest import parse_packages
from firmware_configs.release.program import release_program
from firmware_configs.release.system_packages import Apt, build_packages, listed_packages
from firmware_configs.release.target import target
from tests.deploy.machine import debian
from tests.support.release_trees import COMMIT, KEY
from tests.support.releases import PROJECT, public_key
from tests.support.unpacked import unpack

pytestmark = [pytest.mark.arm, pytest.mark.timeout(3600)]

# Everything the device writes is in memory; only its own loopback is on its network.
INSTALL = """
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs "$2"
mkdir "$2/upper" "$2/work" "$2/root"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
mount -t proc proc "$2/root/proc"
mkdir -p "$2/root/etc/edge-app/release-keys" "$2/root/var/lib/edge-app"
cp "$3/maker.pub" "$2/root/etc/edge-app/release-keys"
cp "$3/release.pyz" "$3"/*.packages "$2/root/root"
chroot "$2/root" sh -c 'python3 -I /root/release.pyz packages /root/*.packages && apt-get check'
chroot "$2/root" dpkg-query -Wf '${Package} ${db:Status-Status}\\n'
"""


def settings(board: str) -> Path:
    return PROJECT / "firmware_configs" / board / "board.toml"


def made(board: str, folder: Path) -> Path:
    packages = build_packages(settings(board), target(board), COMMIT, KEY, folder, None)
    print(f"{board}: {packages.count} packages, {packages.size / 1e6:.1f} MB")
    return packages.file


@pytest.mark.parametrize("board", ["raspberry-pi-4", "generic-arm64"])
def test_the_packages_of_an_arm64_board_are_complete_for_a_stock_system(board: str, tmp_path: Path) -> None:
    file = made(board, tmp_path / "out")
    debs = tmp_path / "debs"
    with tarfile.open(file) as tar:
        manifest = parse_packages(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
        unpack(tar.extractfile("packages.tar").read(), debs)  # type: ignore[union-attr]
    assert manifest.architecture == "aarch64" and manifest.boards == (board,)
    assert {path.name for path in debs.iterdir()} == set(manifest.packages)
    assert all(path.name.endswith(("_arm64.deb", "_all.deb")) for path in debs.iterdir())
    # A stock system: what Debian has of these priorities, as installed. From here on there are no lists, so there is no network.
    apt = Apt(tmp_path, target(board), None)
    stock = {name for name, _ in apt.closure(apt.stock())}
    entries = apt.run("apt-cache", "dumpavail").split("\n\n")
    apt.status.write_text("".join(f"{installed(entry)}\n\n" for entry in entries if name_of(entry) in stock))
    shutil.rmtree(tmp_path / "apt/etc/apt/lists")
    shutil.rmtree(tmp_path / "apt/var/lib/apt/lists")
    said = apt.run("apt-get", "install", "--simulate", "--no-install-recommends", *map(str, debs.iterdir()))
    put = set(re.findall(r"^Inst (\S+)", said, re.MULTILINE))
    assert put and set(listed_packages(settings(board))) <= put | stock


def name_of(entry: str) -> str:
    found = re.search(r"^Package: (\S+)$", entry, re.MULTILINE)
    return found[1] if found else ""


def installed(entry: str) -> str:
    """What dpkg would note of a package of the list once it is installed."""
    return entry.strip().replace("\n", "\nStatus: install ok installed\n", 1)


def test_they_are_installed_on_a_pc_without_a_network(tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("a system is made and entered: run it as root")
    file = made("generic", tmp_path / "out")
    (tmp_path / "out/maker.pub").write_bytes(public_key(KEY.private))
    (tmp_path / "out/release.pyz").write_bytes(release_program(PROJECT, COMMIT.seconds))
    root = debian(target("generic").suite, "stock", "python3,openssl", variant="standard")
    (tmp_path / "device").mkdir()
    done = subprocess.run(
        ["unshare", "-n", "-m", "sh", "-c", INSTALL, "install", root, tmp_path / "device", tmp_path / "out"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with tarfile.open(file) as tar:
        count = len(json.load(tar.extractfile("manifest.json"))["packages"])  # type: ignore[arg-type]
    assert f"{count} system packages are installed" in done.stdout
    there = {line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed") and len(line.split()) == 2}
    assert set(listed_packages(settings("generic"))) <= there
