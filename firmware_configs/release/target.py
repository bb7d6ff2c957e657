"""Which systems releases are made for: a board's processor, and the Python and C library of its system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edge_app.typed_reader import nearest
from firmware_configs.release.errors import BuildError


@dataclass(frozen=True)
class Suite:
    """An operating system that boards run."""

    name: str  # as given to `make release SUITE=`
    title: str
    python: str  # of its python3: "3.11"
    glibc: str  # its C library: "2.36"
    wheels_glibc: str  # the newest C library that wheels may ask for; uv knows platforms up to 2.40
    packages: str  # the suite of Debian or Ubuntu that its system packages come from


@dataclass(frozen=True)
class Board:
    """A folder of firmware_configs/, and the suites it runs; the first is meant where none is named."""

    name: str
    architecture: str  # as `uname -m` says
    suites: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """One board with one of its systems."""

    board: Board
    suite: Suite

    @property
    def name(self) -> str:
        """Part of the release's file name."""
        return f"{self.board.name}-{self.suite.name}"

    @property
    def platform(self) -> str:
        """As `uv pip install --python-platform` names it."""
        return f"{self.board.architecture}-manylinux_{self.suite.wheels_glibc.replace('.', '_')}"

    @property
    def debian_architecture(self) -> str:
        """As dpkg names the processor."""
        return {"aarch64": "arm64", "x86_64": "amd64"}[self.board.architecture]


SUITES: Mapping[str, Suite] = {
    suite.name: suite
    for suite in (
        Suite("bookworm", "Debian 12, Raspberry Pi OS Bookworm", "3.11", "2.36", "2.36", "bookworm"),
        Suite("trixie", "Debian 13, Raspberry Pi OS Trixie", "3.13", "2.41", "2.40", "trixie"),
        Suite("jetpack-6", "JetPack 6, Ubuntu 22.04", "3.10", "2.35", "2.35", "jammy"),
        Suite("jetpack-7", "JetPack 7, Ubuntu 24.04", "3.12", "2.39", "2.39", "noble"),
    )
}
BOARDS: Mapping[str, Board] = {
    board.name: board
    for board in (
        Board("raspberry-pi-4", "aarch64", ("bookworm", "trixie")),
        Board("raspberry-pi-5", "aarch64", ("bookworm", "trixie")),
        Board("jetson-orin-nano", "aarch64", ("jetpack-6", "jetpack-7")),
        Board("generic-arm64", "aarch64", ("bookworm", "trixie")),
        Board("generic", "x86_64", ("bookworm", "trixie")),
    )
}


def target(board: str, suite: str | None = None) -> Target:
    """The board with this suite, or with its first. Raises BuildError for one that is not known, or that it does not run."""
    if board not in BOARDS:
        raise BuildError(f"there is no release for the board {board!r}{nearest(board, BOARDS)}; known are {', '.join(BOARDS)}")
    known = BOARDS[board]
    chosen = suite or known.suites[0]
    if chosen not in known.suites:
        raise BuildError(f"{board} has no suite {chosen!r}{nearest(chosen, known.suites)}; it runs {' or '.join(known.suites)}")
    return Target(known, SUITES[chosen])
