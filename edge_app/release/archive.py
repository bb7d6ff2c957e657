"""The file of a release: a plain tar whose members, their order and every byte between them are given.

Read here and not by `tarfile`: that skips what it does not know, and a byte that nobody looks at is one that can be altered.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edge_app.errors import ReleaseError
from edge_app.release import manifest, signature
from edge_app.release.layout import MANIFEST, SIGNATURE
from edge_app.release.manifest import RELEASE, Content
from edge_app.release.signature import ReleaseKey

_BLOCK = 512  # bytes: tar's unit
_PIECE = 1 << 20  # bytes read at a time
_CHECKSUM = slice(148, 156)


@dataclass(frozen=True)
class Archive:
    """A release's file whose manifest is signed. What follows the manifest is not verified yet: `verify`."""

    path: Path
    manifest: bytes
    signature: bytes
    signed_by: ReleaseKey
    members: Mapping[str, Content]
    offsets: Mapping[str, int]  # of each member's bytes


def open_archive(path: Path, keys: tuple[ReleaseKey, ...], kind: str = RELEASE) -> Archive:
    """Read a file's manifest and verify its signature. Raises ReleaseError."""
    try:
        with path.open("rb") as file:
            return _open(file, path, keys, kind)
    except OSError as exc:
        raise ReleaseError(f"{path} cannot be read ({exc.strerror}); check the file, or the stick that it is on") from exc


def verify(archive: Archive) -> None:
    """Compare every member with the signed manifest, and see that nothing else is in the file. Raises ReleaseError."""
    try:
        with archive.path.open("rb") as file:
            for name, offset in archive.offsets.items():  # in their order: the last one's end is the file's
                content = archive.members[name]
                file.seek(offset)
                if sha256(file, content.size) != content.sha256:
                    raise _altered(archive.path, name)
                _skip_padding(file, content.size, archive.path)
            while rest := file.read(_PIECE):
                if rest.strip(b"\0"):
                    raise _altered(archive.path, "its end")
    except OSError as exc:
        raise ReleaseError(f"{archive.path} cannot be read ({exc.strerror}); check the file, or the stick that it is on") from exc


def sha256(file: BinaryIO, size: int) -> str:
    """Hash of the next `size` bytes, or of as many as there are. Raises OSError."""
    digest = hashlib.sha256()
    while size and (piece := file.read(min(size, _PIECE))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()


def _open(file: BinaryIO, path: Path, keys: tuple[ReleaseKey, ...], kind: str) -> Archive:
    content = file.read(_member(file, path, MANIFEST, manifest.LARGEST))
    _skip_padding(file, len(content), path)
    signed = file.read(_member(file, path, SIGNATURE, signature.LARGEST))
    _skip_padding(file, len(signed), path)
    key = signature.verify(content, signed, keys)
    members = manifest.parse_members(content, kind)
    offsets = {}
    for name, member in members.items():
        size = _member(file, path, name, member.size)
        if size != member.size:
            raise _altered(path, name)
        offsets[name] = file.tell()
        file.seek(size + -size % _BLOCK, 1)
    return Archive(path, content, signed, key, members, offsets)


def _member(file: BinaryIO, path: Path, name: str, largest: int) -> int:
    """Size of the member that begins here, which must have this name. Raises ReleaseError."""
    header = file.read(_BLOCK)
    try:
        info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError) as exc:
        raise ReleaseError(f"{path} is not a release's file, or is cut off or damaged; copy it again") from exc
    total = sum(header) - sum(header[_CHECKSUM]) + 8 * 0x20
    plain = info.isreg() and header[_CHECKSUM] == b"%06o\0 " % total
    if info.name != name or not plain or not 0 <= info.size <= largest:
        raise ReleaseError(f"{path} is not a release's file, or is damaged (at {name}); copy it again from where it was made")
    return int(info.size)


def _skip_padding(file: BinaryIO, size: int, path: Path) -> None:
    padding = -size % _BLOCK
    if file.read(padding) != bytes(padding):
        raise _altered(path, "between its members")


def _altered(path: Path, where: str) -> ReleaseError:
    return ReleaseError(f"{path} was altered or damaged ({where}); copy it again from where it was made")
