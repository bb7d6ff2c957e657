"""Which engine is the fastest on this machine, of those that answer as they should."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import tomlkit
import tomlkit.exceptions
from tomlkit.items import Table

from edge_app.bundle import ModelBundle
from edge_app.engine.choice import Choice, make_engine, target
from edge_app.engine.engine import Engine
from edge_app.errors import ConfigError, EngineError
from edge_app.golden import gap

WARM_UP = 10  # runs, after the first
BURST = 5  # runs of one engine before the next has its turn
CLOSE = 1.05  # times the fastest: as good as it, when it leaves a core to capture and screen


@dataclass(frozen=True)
class Trial:
    """An engine that was loaded, and whether its answers are right."""

    choice: Choice
    name: str
    engine: Engine | None  # None: it is out
    finding: str  # the golden vectors' figures, or why it is out
    start_ms: float  # loading and the first run; 0 when it could not be loaded


@dataclass(frozen=True)
class Speed:
    """What a trial's engine took for one picture."""

    trial: Trial
    p50_ms: float
    p95_ms: float


def attempt(bundle: ModelBundle, choice: Choice) -> Trial:
    """Load an engine and hold it to the golden vectors. An engine that fails or answers otherwise is out."""
    name = f"{choice.runtime} {choice.precision}, {choice.threads} threads"
    start = time.perf_counter()
    try:
        engine = make_engine(bundle, choice)
        engine.run(bundle.golden.images[0])
        start_ms = (time.perf_counter() - start) * 1e3
        found = gap(bundle, engine, target(bundle, choice.runtime, choice.precision))
    except EngineError as exc:
        return Trial(choice, name, None, str(exc), 0.0)
    if not found.passed:
        return Trial(choice, engine.name, None, f"answers otherwise than it should: {found}", start_ms)
    return Trial(choice, engine.name, engine, str(found), start_ms)


def measure(bundle: ModelBundle, trials: Iterable[Trial], rounds: Iterable[int]) -> tuple[Speed, ...]:
    """Time the engines that are in, in turns, so that whatever else the machine does falls on all of them alike."""
    running = [(trial, trial.engine) for trial in trials if trial.engine is not None]
    images = bundle.golden.images
    for _, engine in running:
        for i in range(WARM_UP):
            engine.run(images[i % len(images)])
    took: list[list[float]] = [[] for _ in running]
    for n in rounds:
        for (_, engine), times in zip(running, took, strict=True):
            for i in range(BURST):
                start = time.perf_counter()
                engine.run(images[(n + i) % len(images)])
                times.append((time.perf_counter() - start) * 1e3)
    percentiles = [np.percentile(times, [50, 95]) for times in took]
    return tuple(Speed(trial, float(p50), float(p95)) for (trial, _), (p50, p95) in zip(running, percentiles, strict=True))


def best(speeds: Sequence[Speed]) -> Speed:
    """Of those within 5 % of the fastest the one with the fewest threads. Raises EngineError when there is none at all."""
    if not speeds:
        raise EngineError("no engine answers as it should on this machine; see edge-app doctor, and install the bundle again")
    limit = CLOSE * min(speed.p50_ms for speed in speeds)
    return min((s for s in speeds if s.p50_ms <= limit), key=lambda s: (s.trial.choice.threads, s.p50_ms))


def write_choice(file: Path, chosen: Speed) -> None:
    """Put the choice into an override file; whatever else it says stays. Raises ConfigError when that is not possible."""
    choice = chosen.trial.choice
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.exists() else tomlkit.document()
        section = document.setdefault("engine", tomlkit.table())
        if not isinstance(section, Table):
            raise ConfigError(f"{file}: 'engine' must be a section, written [engine]")
        section["runtime"], section["precision"], section["threads"] = choice.runtime, choice.precision, choice.threads
        section["runtime"].comment(f"edge-app tune, {date.today().isoformat()}: {chosen.p50_ms:.2f} ms")
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        part.write_text(tomlkit.dumps(document), encoding="utf-8")
        part.replace(file)
    except OSError as exc:
        raise ConfigError(f"{file} cannot be written ({exc.strerror}); run this with sudo, or name another --override") from exc
    except (tomlkit.exceptions.TOMLKitError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{file} is not valid TOML; correct or remove it") from exc
