"""Installing the system packages that a board lacks, from one signed file and without a network."""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from edge_app.errors import ReleaseError
from edge_app.release.archive import Archive, open_archive, verify
from edge_app.release.device import Device
from edge_app.release.forgotten import CURE
from edge_app.release.layout import Layout
from edge_app.release.manifest import PACKAGES, PACKAGES_TAR, PackagesManifest, parse_packages
from edge_app.release.read_only_root import is_put_back
from edge_app.release.signature import read_keys

_TIMEOUT_S = 1800
# What is configured on the device stays, and no question is asked.
_APT = ("apt-get", "install", "-y", "-q", "--no-install-recommends", "--allow-downgrades")
# Without sources apt knows what is installed and what the file holds, and asks no network: of a version that its lists have as
# well it would fetch that one in place of the file. With --no-download it does not take the files that it is given either.
_OPTIONS = (
    "-o", "Dpkg::Options::=--force-confold", "-o", "APT::Get::Never-Include-Phased-Updates=true",
    "-o", "Dir::Etc::SourceList=/dev/null", "-o", "Dir::Etc::SourceParts=/dev/null",
)  # fmt: skip


def install_packages(layout: Layout, file: Path, device: Device) -> int:
    """Install what the file holds; returns how many packages that are. Raises ReleaseError."""
    archive = open_archive(file, read_keys(layout.keys), PACKAGES)
    found = parse_packages(archive.manifest)
    if found.architecture != device.architecture or (device.board and device.board not in found.boards):
        raise ReleaseError(f"{file.name} is for {', '.join(found.boards)} ({found.architecture}); give the file for this device")
    if is_put_back(layout):
        _refuse_what_would_be_forgotten(found)
    verify(archive)
    try:
        layout.incoming.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=layout.incoming) as folder:
            debs = _unpack(archive, found, Path(folder))
            _install(debs)
    except OSError as exc:
        raise ReleaseError(f"the packages cannot be unpacked in {layout.incoming} ({exc.strerror}); check its space") from exc
    return len(debs)


def _refuse_what_would_be_forgotten(manifest: PackagesManifest) -> None:
    """Raises ReleaseError, unless everything is there already: the release would run until the next start, and then no more."""
    command = ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev}${Package}_${Version}_${Architecture}.deb\n"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S).stdout
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise ReleaseError(
            f"dpkg-query cannot be asked for the system packages ({type(exc).__name__}); restart the device"
        ) from exc
    there = {line.removeprefix("ii ") for line in said.splitlines()}
    if lacking := [name for name in manifest.packages if unquote(name) not in there]:
        raise ReleaseError(
            f"{len(lacking)} system packages are new, and this system is put back at every start, so they would be gone after "
            f"the next one; {CURE}"
        )


def _unpack(archive: Archive, manifest: PackagesManifest, folder: Path) -> list[str]:
    """The verified .deb files, in the folder. The hash of the whole tar is the signed one."""
    debs = []
    with archive.path.open("rb") as file:
        file.seek(archive.offsets[PACKAGES_TAR])
        with tarfile.open(fileobj=file, mode="r|") as tar:
            for member in tar:
                content: IO[bytes] | None = tar.extractfile(member) if member.name in manifest.packages else None
                if content is None:
                    raise ReleaseError(f"{PACKAGES_TAR} has {member.name[:100]!a}, which its manifest has not; build it again")
                path = folder / member.name
                path.write_bytes(content.read())
                debs.append(str(path))
    return debs


def _install(debs: list[str]) -> None:
    """Raises ReleaseError with apt's last line."""
    command = [*_APT, *_OPTIONS, *debs]
    environment = {
        "PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin",
        "DEBIAN_FRONTEND": "noninteractive",
        "LC_ALL": "C.UTF-8",
    }
    try:
        answer = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise ReleaseError(f"apt-get cannot install the system packages ({type(exc).__name__}); see /var/log/apt") from exc
    if answer.returncode != 0:
        last = (answer.stderr.strip() or answer.stdout.strip() or "it gives no reason").splitlines()[-1]
        raise ReleaseError(f"apt-get cannot install the system packages ({last}); see /var/log/apt/term.log")
