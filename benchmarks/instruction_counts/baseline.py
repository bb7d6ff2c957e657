"""The counts that are kept with the code, for which machine they hold, and what is wrong with new ones. Pure, but for git."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

BASELINE = Path(__file__).resolve().parents[1] / "instruction_counts.json"
MAX_GROWTH = 0.03  # share of the baseline
COMMAND = "python -m benchmarks.instruction_counts"


@dataclass(frozen=True)
class Conditions:
    """What a count depends on beside the code."""

    machine: str  # "x86_64"
    processor: tuple[str, ...]  # features, as valgrind shows them to a program: its own processor's, not this machine's
    python: str  # version and compiler
    valgrind: str  # version
    lock_sha256: str  # of the appliance's packages for this Python


@dataclass(frozen=True)
class Baseline:
    """The file."""

    why: str  # why the counts changed last
    conditions: Conditions
    counts: Mapping[str, int]  # stage -> instructions of one pass


def parse(text: str) -> Baseline:
    """The content of the file. Raises ValueError for any other text."""
    try:
        found = json.loads(text)
        conditions = found["conditions"] | {"processor": tuple(found["conditions"]["processor"])}
        counts = {str(stage): int(count) for stage, count in found["counts"].items()}
        return Baseline(found["why"], Conditions(**conditions), counts)
    except (KeyError, TypeError, AttributeError) as exc:
        raise ValueError(f"this is no file of instruction counts ({exc}); write one with `{COMMAND} --update`") from exc


def written(baseline: Baseline) -> str:
    """The text of the file."""
    return json.dumps(asdict(baseline), indent=1) + "\n"


def conditions_differ(kept: Conditions, here: Conditions) -> str:
    """Why these counts say nothing here; empty where they do."""
    different = [field.name for field in fields(Conditions) if getattr(kept, field.name) != getattr(here, field.name)]
    if not different:
        return ""
    stated = "; ".join(f"{name}: {_short(getattr(kept, name))}, here {_short(getattr(here, name))}" for name in different)
    return f"the instruction counts that are kept hold elsewhere ({stated}); `{COMMAND} --update` makes new ones"


def _short(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)[:40]


def faults(kept: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, str]:
    """Stage -> what is wrong with it, one sentence."""
    found = {stage: f"{stage} is no longer counted; say so with `{COMMAND} --update`" for stage in kept.keys() - counted.keys()}
    for stage, count in counted.items():
        if stage not in kept:
            found[stage] = f"{stage} has no baseline; make one with `{COMMAND} --update`"
        elif count > kept[stage] * (1 + MAX_GROWTH):
            found[stage] = (
                f"{stage} takes {count:,} instructions, {count / kept[stage] - 1:+.1%} on {kept[stage]:,}; at most"
                f" {MAX_GROWTH:+.0%} goes unsaid: make it cheaper, or say why with `{COMMAND} --update --why TEXT`"
            )
    return dict(sorted(found.items()))


def why_fault(now: Baseline, former: Baseline | None) -> str:
    """What is wrong with the reason that the file gives; empty where nothing is. former None: there was no other."""
    if not now.why.strip():
        return f"{BASELINE.name} does not say why; `{COMMAND} --update --why TEXT` does"
    if former is None or former.counts == now.counts or former.why != now.why:
        return ""
    return f"{BASELINE.name} has other counts for the same reason as before: say why they changed, in its field `why`"


def former_baseline(file: Path) -> Baseline | None:
    """The file as it was before it was last changed, committed or not; None where git knows of no other content."""
    now = file.read_text()
    for commit in _git(file, "log", "--format=%H", "--max-count=20", "--", file.name).split():
        before = _git(file, "show", f"{commit}:./{file.name}")
        if before and before != now:
            try:
                return parse(before)
            except ValueError:
                return None  # of another form
    return None


def _git(file: Path, *words: str) -> str:
    """What git answers about the file; nothing where it is not in a checkout, or git is not there."""
    try:
        done = subprocess.run(["git", *words], cwd=file.parent, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
