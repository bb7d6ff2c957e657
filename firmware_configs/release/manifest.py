"""What a release says of itself: manifest.json, whose bytes are signed. edge_app/release reads it on the device."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from firmware_configs.release.archive import file_mode

KIND, PACKAGES_KIND, SCHEMA = "edge-app release", "edge-app system packages", 1


@dataclass(frozen=True)
class ReleaseManifest:
    """What a device has to know before it writes anything."""

    version: str
    boards: Sequence[str]
    architecture: str  # as `uname -m` says
    python: str  # "3.11"
    glibc: str  # at least: "2.36"
    commit: str
    time: str  # of the commit, UTC
    floor: str  # versions below are refused once this one is confirmed
    store_schema: int  # the newest form of the exam store that it reads and writes
    files: Mapping[str, Mapping[str, object]]  # member of the release -> sha256, size, and unpacked_size of a compressed one
    tree: Mapping[str, Mapping[str, object]]  # path -> sha256, size, mode ("644" or "755")

    def encoded(self) -> bytes:
        """JSON, its keys in order, in one line."""
        return encoded({"kind": KIND, "schema": SCHEMA, **asdict(self)})


@dataclass(frozen=True)
class PackagesManifest:
    """Of the system packages that a stock system lacks."""

    boards: Sequence[str]
    architecture: str
    suite: str
    time: str  # UTC
    files: Mapping[str, Mapping[str, object]]
    packages: Mapping[str, Mapping[str, object]]  # file within packages.tar -> sha256, size, name, version

    def encoded(self) -> bytes:
        return encoded({"kind": PACKAGES_KIND, "schema": SCHEMA, **asdict(self)})


def encoded(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def describe(content: bytes | Path) -> dict[str, object]:
    """SHA-256 and size of bytes, or of a file."""
    data = content.read_bytes() if isinstance(content, Path) else content
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def describe_tree(folder: Path) -> dict[str, dict[str, object]]:
    """Every file below a folder, by its path, sorted: byte by byte, so that no language of the workstation matters."""
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.relative_to(folder).as_posix())
    return {path.relative_to(folder).as_posix(): describe(path) | {"mode": f"{file_mode(path):o}"} for path in files}
