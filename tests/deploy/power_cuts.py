"""The record of power cuts, a line for each, so that a run which was interrupted goes on where it stopped."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tests.support.releases import PROJECT

# What decides whether a device comes back. A cut says something of these bytes only.
_TESTED = ("deploy.sh", "edge_app/release/*.py", "edge_app/system/atomic_write.py", "firmware_configs/system/**/*")
_GOOD, _BAD = "a release runs", "no release runs"


@dataclass(frozen=True)
class PowerCuts:
    """Cuts made so far, in this run and in those before it."""

    file: Path

    @property
    def done(self) -> int:
        return len(self._lines())

    @property
    def bad(self) -> int:
        """Cuts that left the device without a working release."""
        return self._lines().count(_BAD)

    def add(self, works: bool) -> None:
        """Note one cut. works: whether a release ran afterwards."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a") as file:
            file.write(f"{_GOOD if works else _BAD}\n")

    def forget(self) -> None:
        """The next run begins anew."""
        self.file.unlink(missing_ok=True)

    def _lines(self) -> list[str]:
        return self.file.read_text().splitlines() if self.file.exists() else []


def record(folder: Path = PROJECT / "build" / "power-cuts", tree: Path = PROJECT) -> PowerCuts:
    """The record for what is tested as it is now: after any change of it a new one."""
    digest = hashlib.sha256()
    for path in sorted({file for pattern in _TESTED for file in tree.glob(pattern) if file.is_file()}):
        digest.update(f"{path.relative_to(tree)}\0".encode() + path.read_bytes())
    return PowerCuts(folder / f"{digest.hexdigest()[:16]}.txt")
