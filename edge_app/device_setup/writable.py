"""Writes to file systems that are mounted read-only for everybody else, for as long as it takes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_app.errors import ConfigError

LOWER_ROOT = "media/root-ro"  # where overlayroot mounts the root that is put back at every start


def layers(root: Path) -> tuple[Path, ...]:
    """The roots that a file of the system has to be written to: what runs, and below it what the next start begins with."""
    lower = root / LOWER_ROOT
    return (root, lower) if os.path.ismount(lower) else (root,)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """`folder` can be written to in the block; afterwards its file system is read-only again if it was.

    Raises ConfigError, also in place of an OSError of the block.
    """
    try:
        if not folder.exists() or not os.statvfs(folder).f_flag & os.ST_RDONLY:
            yield
            return
        mounted = folder.resolve()
        while not os.path.ismount(mounted):
            mounted = mounted.parent
        _remount(mounted, "rw")
        try:
            yield
        finally:
            os.sync()
            _remount(mounted, "ro")
    except OSError as exc:
        raise ConfigError(
            f"{exc.filename or folder} cannot be written ({exc.strerror}); run it as root, or name another --root"
        ) from exc


def _remount(mounted: Path, how: str) -> None:
    try:
        done = subprocess.run(["mount", "-o", f"remount,{how}", str(mounted)], capture_output=True, text=True, check=False)
    except OSError as exc:
        raise ConfigError(f"{mounted} is mounted read-only and `mount` cannot be run ({exc.strerror})") from exc
    if done.returncode:
        reason = " ".join(done.stderr.split()) or f"mount ended with {done.returncode}"
        raise ConfigError(
            f"{mounted} cannot be mounted {'writable' if how == 'rw' else 'read-only again'} ({reason}); run it as root"
        )
