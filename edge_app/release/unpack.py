"""Unpacking a release's tree, every file by the signed manifest, onto a disk that is then read back."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from edge_app.errors import ReleaseError
from edge_app.release.archive import Archive, sha256
from edge_app.release.layout import BILL, MANIFEST, PROGRAM, SIGNATURE, TREE
from edge_app.release.manifest import Content, Manifest, TreeFile

_PIECE = 1 << 20  # bytes


def unpack(archive: Archive, manifest: Manifest, folder: Path) -> None:
    """Write the release's folder, which must not be there yet. Raises ReleaseError, and OSError of the disk."""
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_bytes(archive.manifest)
    (folder / SIGNATURE).write_bytes(archive.signature)
    with archive.path.open("rb") as file:
        for name in (PROGRAM, BILL):
            file.seek(archive.offsets[name])
            (folder / name).write_bytes(file.read(archive.members[name].size))
        file.seek(archive.offsets[TREE])
        with _decompressed(file, archive.members[TREE].size) as stream:
            _write_files(stream, manifest, folder)


def flush_disk(folder: Path) -> None:
    """Have the disk of a folder take all that was written, at once: thousands of files one by one take minutes on an SD card.

    Raises OSError, also for a write that was said to be done and failed later (syncfs(2), which Python has not).
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(descriptor)


def read_back(manifest: Manifest, folder: Path) -> None:
    """See that the disk holds every file of the release and nothing else. Raises ReleaseError, and OSError of the disk."""
    expected = {name: content for name, content in manifest.members.items() if name != TREE}
    expected |= {path: file.content for path, file in manifest.tree.items()}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    if strange := (there - {MANIFEST, SIGNATURE}) ^ set(expected):
        raise ReleaseError(f"the unpacked release has a file too many or too few ({min(strange)}); install it again")
    for path, content in expected.items():
        if not _holds(folder / path, content):
            raise ReleaseError(f"{folder / path} is not as it was written; install the release again, or replace the disk")


def _holds(path: Path, content: Content) -> bool:
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # what the disk holds, not what memory does
        return os.fstat(file.fileno()).st_size == content.size and sha256(file, content.size) == content.sha256


def _write_files(stream: IO[bytes], manifest: Manifest, folder: Path) -> None:
    left = dict(manifest.tree)
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            if member.isdir():
                continue  # made when there is a file for it
            file = left.pop(member.name, None)
            content = tar.extractfile(member) if member.isreg() else None
            if file is None or content is None or member.size != file.content.size:
                raise ReleaseError(f"{TREE} has {member.name[:100]!a}, which its manifest has not; build the release again")
            _write_file(content, folder / member.name, file)
    if left:
        raise ReleaseError(f"{TREE} lacks {min(left)}, which its manifest has; build the release again")


def _write_file(content: IO[bytes], path: Path, expected: TreeFile) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        os.fchmod(file.fileno(), expected.mode)
    if digest.hexdigest() != expected.content.sha256:
        raise ReleaseError(f"{path.name} in {TREE} is not what the manifest says; build the release again")


@contextmanager
def _decompressed(file: IO[bytes], size: int) -> Iterator[IO[bytes]]:
    """What `zstd` makes of the next `size` bytes. Its window is bounded, and with it its memory."""
    command = ["zstd", "-dcq", "--memory=128MB"]
    try:
        zstd = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError as exc:
        raise ReleaseError("`zstd` does not run here; install the package zstd, or the file of system packages") from exc
    assert zstd.stdin is not None and zstd.stdout is not None
    feeder = threading.Thread(target=_feed, args=(file, size, zstd.stdin), daemon=True)
    feeder.start()
    try:
        yield zstd.stdout
    except (tarfile.TarError, EOFError) as exc:
        raise ReleaseError(f"{TREE} cannot be unpacked ({exc}); copy the release again from where it was made") from exc
    finally:
        zstd.kill()  # it has ended, but after an error
        zstd.wait()
        feeder.join()
        zstd.stdout.close()


def _feed(file: IO[bytes], size: int, into: IO[bytes]) -> None:
    with suppress(OSError), into:  # zstd may have ended: what it has written then is too short, and that is noticed
        while size and (piece := file.read(min(size, _PIECE))):
            into.write(piece)
            size -= len(piece)
