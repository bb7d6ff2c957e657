"""Archives that are the same to the byte wherever they are made: sorted, one time, no owner, two modes."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from firmware_configs.release.errors import BuildError

LEVEL = 12  # of zstd: higher ones take minutes for the last few MB; see docs/adr/0043-releases.md


def file_mode(path: Path) -> int:
    """0o755 for what its owner may execute, else 0o644: of a file's mode nothing else is kept."""
    return 0o755 if path.stat().st_mode & 0o100 else 0o644


def write_tree(folder: Path, names: Iterable[str], seconds: int, out: IO[bytes]) -> None:
    """A POSIX tar of these files of a folder, in this order; folders are not listed. seconds: the time of all, since 1970."""
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in names:
            path = folder / name
            with path.open("rb") as file:
                tar.addfile(_entry(name, path.stat().st_size, file_mode(path), seconds), file)


def write_members(members: Mapping[str, bytes | Path], seconds: int, out: Path) -> None:
    """A POSIX tar of these members, in this order: the bytes, or those of a file."""
    with tarfile.open(out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in members.items():
            if isinstance(content, Path):
                with content.open("rb") as file:
                    tar.addfile(_entry(name, content.stat().st_size, 0o644, seconds), file)
            else:
                tar.addfile(_entry(name, len(content), 0o644, seconds), io.BytesIO(content))


def compress(archive: Path, out: Path, level: int = LEVEL) -> None:
    """zstd on one thread, whose result depends on its version and level only. Raises BuildError when it is not there."""
    command = ["zstd", "--quiet", "--force", "--single-thread", f"-{level}", "--no-progress", str(archive), "-o", str(out)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError as exc:
        raise BuildError("zstd is not installed on this workstation; install it with `sudo apt-get install zstd`") from exc
    except subprocess.CalledProcessError as exc:
        raise BuildError(f"zstd cannot write {out}: {exc.stderr.decode(errors='replace').strip()}") from exc


def _entry(name: str, size: int, mode: int, seconds: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, mode, seconds
    return entry
