"""manifest.json: for which devices a release is, and the hash of everything in it. Signed, so that this signs the release."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from edge_app.errors import ReleaseError
from edge_app.release import version
from edge_app.release.layout import BILL, MANIFEST, PROGRAM, SIGNATURE, TREE

RELEASE, PACKAGES = "edge-app release", "edge-app system packages"
SCHEMA = 1
LARGEST = 16 << 20  # bytes of a manifest
PACKAGES_TAR = "packages.tar"
MEMBERS = {RELEASE: (PROGRAM, BILL, TREE), PACKAGES: (PACKAGES_TAR,)}  # what follows manifest and signature, in this order

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBERS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+:~-]{0,99}")
_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+:~%-]{0,199}\.deb")
_MODES = {"644": 0o644, "755": 0o755}


@dataclass(frozen=True)
class Content:
    """What a file holds."""

    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class TreeFile:
    """A file of the unpacked release."""

    content: Content
    mode: int  # permissions


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself."""

    version: str
    boards: tuple[str, ...]
    architecture: str  # as `uname -m` says it
    python: str  # the device's, for example 3.11
    glibc: str  # the oldest
    commit: str
    time: str  # of the commit, UTC
    floor: str  # once this release is confirmed, older ones than that are refused
    store_schema: int  # number of the store's tables that it reads and writes
    members: Mapping[str, Content]  # of the release's file
    unpacked_size: int  # bytes
    tree: Mapping[str, TreeFile]  # path below the release's folder -> file


@dataclass(frozen=True)
class PackagesManifest:
    """What a file of system packages says of itself."""

    boards: tuple[str, ...]
    architecture: str
    suite: str  # of the system that the packages are for
    packages: Mapping[str, Content]  # file in packages.tar


def parse(content: bytes) -> Manifest:
    """The manifest of a release. Fields that are not known are left aside. Raises ReleaseError."""
    fields = _object(content, RELEASE)
    with _complaining():
        members = fields["files"]
        found = Manifest(
            _matching(fields["version"], _WORD),
            tuple(_matching(board, _WORD) for board in fields["boards"]),
            _matching(fields["architecture"], _WORD),
            _matching(fields["python"], _NUMBERS),
            _matching(fields["glibc"], _NUMBERS),
            _matching(fields["commit"], _WORD),
            _matching(fields["time"], _WORD),
            _matching(fields["floor"], _WORD),
            _size(fields["store_schema"]),
            _members(fields, RELEASE),
            _size(members[TREE]["unpacked_size"]),
            {_path(path): TreeFile(_content(file), _MODES[file["mode"]]) for path, file in fields["tree"].items()},
        )
    version.order(found.version)
    version.order(found.floor)
    return found


def parse_packages(content: bytes) -> PackagesManifest:
    """The manifest of a file of system packages. Raises ReleaseError."""
    fields = _object(content, PACKAGES)
    with _complaining():
        return PackagesManifest(
            tuple(_matching(board, _WORD) for board in fields["boards"]),
            _matching(fields["architecture"], _WORD),
            _matching(fields["suite"], _WORD),
            {_matching(name, _PACKAGE): _content(file) for name, file in fields["packages"].items()},
        )


def parse_members(content: bytes, kind: str) -> Mapping[str, Content]:
    """What the file with this manifest holds, whatever else the manifest says. Raises ReleaseError."""
    fields = _object(content, kind)
    with _complaining():
        return _members(fields, kind)


def _object(content: bytes, kind: str) -> dict[str, Any]:
    try:
        fields = json.loads(content.decode("utf-8"), object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as exc:
        raise ReleaseError(f"{MANIFEST} is not JSON; copy the release again") from exc
    if not isinstance(fields, dict) or fields.get("kind") != kind:
        raise ReleaseError(f"this is not the file of an {kind}; give the file that `make release` made for it")
    if fields.get("schema") != SCHEMA:
        raise ReleaseError(f"{MANIFEST} has form {fields.get('schema')!a}, known is {SCHEMA}; update to a release between first")
    return fields


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name stands there twice")
    return fields


@contextmanager
def _complaining() -> Iterator[None]:
    """Whatever is missing, of another type or of another form: whoever built the release has made a mistake."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise ReleaseError(f"{MANIFEST} is not complete or not sound ({type(exc).__name__}); build the release again") from exc


def _members(fields: dict[str, Any], kind: str) -> dict[str, Content]:
    members = fields["files"]
    if set(members) != set(MEMBERS[kind]):
        raise ValueError("other files")
    return {name: _content(members[name]) for name in MEMBERS[kind]}


def _content(fields: Any) -> Content:
    return Content(_matching(fields["sha256"], _SHA256), _size(fields["size"]))


def _size(number: Any) -> int:
    if type(number) is not int or not 0 <= number < 1 << 40:
        raise ValueError("not a size")
    return number


def _matching(text: Any, form: re.Pattern[str]) -> str:
    if form.fullmatch(text) is None:
        raise ValueError("another form")
    return str(text)


def _path(path: str) -> str:
    """A path that stays below the release's folder and takes no name that the folder has already."""
    parts = path.split("/")
    strange = any(part in ("", ".", "..") for part in parts) or not path.isprintable() or "\\" in path
    if strange or parts[0] in (MANIFEST, SIGNATURE, PROGRAM, BILL):
        raise ValueError("not a path")
    return path
