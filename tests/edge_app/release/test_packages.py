"""System packages from a signed file, handed to an apt-get that tells what it is asked to install."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from edge_app.errors import ReleaseError
from edge_app.release.layout import MANIFEST, SIGNATURE, Layout
from edge_app.release.packages import install_packages
from tests.support.releases import BOARD, DEVICE, SmallRelease, signature, tar_of, trusting
from tests.support.system_tools import program

DEBS = {"cage_0.1.4-4_amd64.deb": b"a compositor", "zstd_1.5.4%2bdfsg2-5_amd64.deb": b"a compressor"}


def packages_file(folder: Path, **changes: Any) -> Path:
    packed = tar_of(DEBS)
    described = {name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for name, content in DEBS.items()}
    manifest = {
        "kind": "edge-app system packages", "schema": 1, "boards": [BOARD], "architecture": DEVICE.architecture,
        "suite": "bookworm", "time": "2026-11-29T00:00:00Z", "packages": described,
        "files": {"packages.tar": {"sha256": hashlib.sha256(packed).hexdigest(), "size": len(packed)}},
    }  # fmt: skip
    signed = json.dumps(manifest | changes).encode()
    file = folder / "edge-app-packages-generic-bookworm.packages"
    file.write_bytes(tar_of({MANIFEST: signed, SIGNATURE: signature(signed), "packages.tar": packed}))
    return file


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    program(
        tmp_path / "bin", "apt-get", f'for word; do case $word in *.deb) cat "$word"; echo " $word"; esac; done >{tmp_path}/asked'
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return trusting(tmp_path / "device")


def test_what_is_in_the_file_is_installed_and_nothing_is_left(device: Layout, tmp_path: Path) -> None:
    assert install_packages(device, packages_file(tmp_path), DEVICE) == len(DEBS)
    asked = (tmp_path / "asked").read_text()
    assert "a compositor" in asked and "a compressor" in asked
    assert list(device.incoming.iterdir()) == []


def test_apt_knows_no_archive_when_it_is_asked(device: Layout, tmp_path: Path) -> None:
    """Of a version that its lists have as well, apt takes the archive's and not the file, and then cannot fetch it."""
    program(tmp_path / "bin", "apt-get", f'echo "$@" >{tmp_path}/asked')
    install_packages(device, packages_file(tmp_path), DEVICE)
    asked = (tmp_path / "asked").read_text()
    assert "Dir::Etc::SourceList=/dev/null" in asked and "Dir::Etc::SourceParts=/dev/null" in asked


def test_a_release_an_altered_file_and_one_for_others_are_refused(device: Layout, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="not the file of an edge-app system packages"):
        install_packages(device, SmallRelease("0.2.0").write(tmp_path), DEVICE)
    with pytest.raises(ReleaseError, match="is for raspberry-pi-9"):
        install_packages(device, packages_file(tmp_path, boards=["raspberry-pi-9"]), DEVICE)
    with pytest.raises(ReleaseError, match="not complete or not sound"):
        install_packages(device, packages_file(tmp_path, packages={"../cage.deb": {"sha256": "0" * 64, "size": 0}}), DEVICE)
    with pytest.raises(ReleaseError, match="which its manifest has not"):
        install_packages(device, packages_file(tmp_path, packages={}), DEVICE)
    file = packages_file(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content.replace(b"a compositor", b"a composltor"))
    with pytest.raises(ReleaseError, match="altered or damaged"):
        install_packages(device, file, DEVICE)
    assert not (tmp_path / "asked").exists()


def test_where_apt_fails_its_last_line_is_the_reason(device: Layout, tmp_path: Path) -> None:
    program(tmp_path / "bin", "apt-get", "echo 'E: Unmet dependencies.' >&2; exit 100")
    with pytest.raises(ReleaseError, match=r"apt-get cannot install the system packages \(E: Unmet dependencies"):
        install_packages(device, packages_file(tmp_path), DEVICE)


@pytest.fixture
def put_back(device: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A device whose root is put back at every start; it has what is in the file but for the compressor."""
    monkeypatch.setattr("os.path.ismount", lambda path: path == device.lower)
    program(tmp_path / "bin", "dpkg-query", "echo 'ii cage_0.1.4-4_amd64.deb'; echo 'rc zstd_1.5.4+dfsg2-5_amd64.deb'")
    return device


def test_nothing_is_installed_that_would_be_gone_after_the_next_start(put_back: Layout, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"1 system packages are new, .* overlayroot=disabled"):
        install_packages(put_back, packages_file(tmp_path), DEVICE)
    assert not (tmp_path / "asked").exists()


def test_what_such_a_device_already_has_is_no_reason_to_refuse_an_update(put_back: Layout, tmp_path: Path) -> None:
    program(tmp_path / "bin", "dpkg-query", "echo 'ii cage_0.1.4-4_amd64.deb'; echo 'ii zstd_1.5.4+dfsg2-5_amd64.deb'")
    assert install_packages(put_back, packages_file(tmp_path), DEVICE) == len(DEBS)
