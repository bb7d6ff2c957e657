"""What `make` says of missing system packages, where it may not install them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "firmware_configs" / "system_packages.sh"
VALIDATORS = {
    "dciodvfy": "dicom3tools", "dcmdump": "dcmtk", "Orthanc": "orthanc", "pdftotext": "poppler-utils", "nft": "nftables",
    "ip": "iproute2", "sshd": "openssh-server", "shellcheck": "shellcheck", "edid-decode": "edid-decode", "cage": "cage",
    "zstd": "zstd",
}  # fmt: skip


def program(folder: Path, name: str, answer: str = "exit 0") -> None:
    (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """All there is on the path of somebody who may not install; an apt-get that tells when it is run."""
    for name, answer in (("apt-get", f"echo run >> {tmp_path}/ran"), ("id", "echo 1000"), ("sudo", "exit 1")):
        program(tmp_path, name, answer)
    return tmp_path


def ask(programs: Path) -> subprocess.CompletedProcess[str]:
    sh = shutil.which("sh")
    assert sh is not None
    script = SCRIPT.read_text().replace(":/usr/sbin", "")  # where this machine may have one of them
    asked = [sh, "-s", "validators"]
    return subprocess.run(asked, input=script, env={"PATH": str(programs)}, capture_output=True, text=True, check=False)


def test_with_all_of_them_nothing_is_said_or_done(programs: Path) -> None:
    for name in VALIDATORS:
        program(programs, name)
    reported = ask(programs)
    assert (reported.returncode, reported.stdout, reported.stderr) == (0, "", "")


@pytest.mark.parametrize("missing", VALIDATORS)
def test_the_one_that_is_missing_is_named_with_the_command(programs: Path, missing: str) -> None:
    for name in VALIDATORS.keys() - {missing}:
        program(programs, name)
    reported = ask(programs)
    assert reported.returncode == 1 and reported.stderr.strip().endswith(f"sudo apt-get install -y {VALIDATORS[missing]}")
    assert not (programs / "ran").exists()


def test_the_lock_of_a_new_machines_own_updates_is_waited_for(programs: Path) -> None:
    # Ubuntu and Debian update themselves for minutes after their first start; apt-get gives up at once unless told to wait.
    program(programs, "id", "echo 0")
    program(programs, "apt-get", f'echo "$*" >> {programs}/ran')
    for name, answer in (("update-rc.d", "exit 0"), ("env", 'shift; exec "$@"'), ("sh", "exit 0")):
        program(programs, name, answer)
    for name in VALIDATORS.keys() - {"zstd"}:
        program(programs, name)
    reported = ask(programs)
    assert reported.returncode == 0, reported.stderr
    update, install = (programs / "ran").read_text().splitlines()
    assert update.startswith("update") and "DPkg::Lock::Timeout=600 install" in install and install.endswith("zstd")
