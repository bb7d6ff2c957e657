"""What a soak keeps: a line for each part while it runs, and its result, which is one JSON file. Frozen, plain types only.

Times are of the wall clock unless they say "processor"; memory is in MiB.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.records import Interval
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json, short

SCHEMA = 1  # of the result; raised when a key changes its meaning
PART = 500  # frames shown between two looks at the memory


@dataclass(frozen=True)
class Subject:
    """What is soaked; a soak that was stopped goes on only with the same."""

    bundle: str  # name and short hash
    manifest_sha256: str
    engine: str  # runtime, version and precision
    machine: str
    source: str  # of the frames


@dataclass(frozen=True)
class Part:
    """PART frames. Of the times of each frame there is a file beside the parts."""

    start: int  # process start, from 0
    shown: int  # frames since the soak began, this part included
    next_frame: int  # number of the frame that comes next, those that were damaged included
    seconds: float  # this part took
    resident: float  # MiB at its end
    anonymous: float  # MiB of it that are of no file
    refused: int  # frames that the guard refused
    foreign_cores: float | None  # cores that other programs took meanwhile
    faults: dict[str, int]  # injected: kind -> how often
    states: dict[str, int]  # of the stream: name -> how often it was entered


@dataclass(frozen=True)
class Growth:
    """Of the memory after the warm-up, extrapolated to a day."""

    samples: int  # looks at the memory
    mb_per_day: Interval | None  # MiB in FRAMES_A_DAY frames; null: too few samples
    limit: float  # MiB


@dataclass(frozen=True)
class Drift:
    """Of the 99th percentile of a frame's time, from the first tenth after the warm-up to the last."""

    first_ms: float
    last_ms: float
    change: Interval | None  # last / first - 1; null: too few frames
    limit: float
    disturbed: str  # why it says nothing of the program; empty: nothing is known against it


@dataclass(frozen=True)
class SoakResult:
    """What `python -m benchmarks soak` found."""

    schema: int
    command: str
    created: str  # UTC, ISO 8601
    subject: Subject
    frames: int  # shown
    wanted: int
    warm_up: int  # frames after each start that are left out
    starts: int  # of the process; the soak was stopped so many times less one
    seconds: float
    judged: int  # frames that the guard let pass, so that the network was run
    faults: dict[str, int]
    states: dict[str, int]
    resident: Growth
    anonymous: Growth  # of the memory that is of no file
    first_mb: float  # resident after the warm-up
    last_mb: float
    analysis: Drift  # of the wall clock: what a user waits for
    processor: Drift  # the same frames by their processor time, which other programs disturb less


def write_result(path: Path, result: SoakResult) -> None:
    """Raises ExportError."""
    write_output(path, json.dumps(asdict(result), indent=1, allow_nan=False).encode() + b"\n")


def read_result(path: Path) -> SoakResult:
    """Raises ConfigError, in one sentence."""
    try:
        document = parse_json(path.read_bytes())
        if document.get("schema") != SCHEMA:
            found = short(document.get("schema"))
            raise ConfigError(f"{path} has schema {found}, but this program reads {SCHEMA}; run the soak again")
        return build(SoakResult, document)
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; run the soak again") from exc
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); name the result of a soak") from exc
