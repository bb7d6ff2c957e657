"""The record of power cuts, a line for each, so that a run which was interrupted goes on where it stopped."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.support.releases import PROJECT

# What decides whether a device comes back. A cut says something of these bytes only.
_TESTED = ("deploy.sh", "edge_app/release/*.py", "edge_app/system/atomic_write.py", "firmware_configs/system/**/*")
_GOOD, _BAD = "a release runs", "no release runs"
# What deploy.sh says of a device, and what it does from then on.
_STEPS = {"fits": "before sending", "sending": "sending", "installing": "installing", "starting": "starting", "healthy": "over"}
_SAID = re.compile(rf"^\S+: (?:release \S+ )?({'|'.join(_STEPS)})\b", re.MULTILINE)


@dataclass(frozen=True)
class Cut:
    """One power cut."""

    step: str  # of the update, in the middle of which it came
    works: bool  # a release ran afterwards
    after_s: float  # how long that was waited for, s


@dataclass(frozen=True)
class PowerCuts:
    """Cuts made so far, in this run and in those before it."""

    file: Path

    @property
    def made(self) -> list[Cut]:
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        fields = (line.split("\t") for line in lines)
        return [Cut(step, outcome == _GOOD, float(after)) for step, outcome, after in fields]

    @property
    def bad(self) -> int:
        """Cuts that left the device without a working release."""
        return sum(not cut.works for cut in self.made)

    @property
    def steps(self) -> str:
        """How many cuts came at which step."""
        counts = Counter(cut.step for cut in self.made)
        return ", ".join(f"{step} {count}" for step, count in counts.most_common())

    @property
    def slowest_s(self) -> float:
        """The longest wait for a release that came, s."""
        return max((cut.after_s for cut in self.made if cut.works), default=0.0)

    def add(self, cut: Cut) -> None:
        """Note one cut, by one write: several devices note theirs in one file."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a") as file:
            file.write(f"{cut.step}\t{_GOOD if cut.works else _BAD}\t{cut.after_s:.1f}\n")

    def forget(self) -> None:
        """The next run begins anew."""
        self.file.unlink(missing_ok=True)


def record(suite: str, folder: Path = PROJECT / "build" / "power-cuts", tree: Path = PROJECT) -> PowerCuts:
    """The record for what is tested as it is now, on a device with this system: after any change of it a new one."""
    digest = hashlib.sha256()
    for path in sorted({file for pattern in _TESTED for file in tree.glob(pattern) if file.is_file()}):
        digest.update(f"{path.relative_to(tree)}\0".encode() + path.read_bytes())
    return PowerCuts(folder / f"{suite}-{digest.hexdigest()[:16]}.txt")


def step_of(said: str) -> str:
    """What an update was doing, by all that deploy.sh had said by then."""
    found = _SAID.findall(said)
    return _STEPS[found[-1]] if found else "before sending"
