"""The device that a release is to run on, and whether one fits."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass

from edge_app.errors import ReleaseError
from edge_app.release import version
from edge_app.release.layout import Layout
from edge_app.release.manifest import Manifest
from edge_app.release.state import State


@dataclass(frozen=True)
class Device:
    """What a release has to fit."""

    architecture: str  # as `uname -m` says it
    python: str  # of the system, for example 3.11
    glibc: str
    board: str | None  # None: nobody has named it and it cannot be told

    @classmethod
    def here(cls, layout: Layout) -> Device:
        """This machine."""
        glibc = platform.libc_ver()[1] or "0"
        return cls(os.uname().machine, "{}.{}".format(*sys.version_info), glibc, _board(layout))


def refuse_unfit(manifest: Manifest, device: Device) -> None:
    """Raises ReleaseError for a release that is for other devices."""
    if manifest.architecture != device.architecture:
        raise _unfit(manifest, f"processors of the kind {manifest.architecture}", device.architecture)
    if device.board is not None and device.board not in manifest.boards:
        raise _unfit(manifest, f"the boards {', '.join(manifest.boards)}", device.board)
    if manifest.python != device.python:
        raise _unfit(manifest, f"Python {manifest.python}", f"Python {device.python}")
    if _numbers(manifest.glibc) > _numbers(device.glibc):
        raise _unfit(manifest, f"glibc {manifest.glibc} or newer", f"glibc {device.glibc}")


def refuse_old(manifest: Manifest, state: State, rollback: bool = False) -> None:
    """Raises ReleaseError below the device's floor, unless it is a rollback to what was confirmed here before."""
    if state.floor is None or version.order(manifest.version) >= version.order(state.floor):
        return
    if rollback and manifest.version in state.installed:
        return
    raise ReleaseError(
        f"release {manifest.version} is older than {state.floor}, the oldest that this device still takes; use a newer one"
    )


def _unfit(manifest: Manifest, made_for: str, here: str) -> ReleaseError:
    return ReleaseError(f"release {manifest.version} is for {made_for}, and this device has {here}; build it for this device")


def _numbers(dotted: str) -> tuple[int, ...]:
    return tuple(int(number) for number in dotted.split(".") if number.isdigit())


def _board(layout: Layout) -> str | None:
    try:
        return layout.board.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
