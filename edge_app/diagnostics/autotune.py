"""Which engine is the fastest on this machine, of those that answer as they should."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from edge_app.bundle.loader import ModelBundle
from edge_app.diagnostics.golden import compare_to_golden
from edge_app.engine.factory import Choice, make_engine, target
from edge_app.engine.protocol import Engine, Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage

BURST = 5  # counted runs of one engine before the next has its turn; one before them is not counted, its caches are cold
CLOSE = 1.05  # times the fastest: as good as it, when it leaves a core to capture and screen


@dataclass
class Trial:
    """An engine that was to be loaded, whether its answers are right, and how long they took."""

    choice: Choice
    name: str
    engine: Engine | None  # None: it is out
    finding: str  # the golden vectors' figures, or why it is out
    start_ms: float = 0.0  # loading and the first run; 0 when it could not be loaded
    took_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Speed:
    """What a trial's engine took for one image."""

    trial: Trial
    p50_ms: float
    p95_ms: float


def load_candidate(bundle: ModelBundle, choice: Choice) -> Trial:
    """Load an engine and hold it to the golden vectors. An engine that fails or answers otherwise is out."""
    start = time.perf_counter()
    try:
        engine = make_engine(bundle, choice)
        engine.run(bundle.golden.images[0])
        start_ms = (time.perf_counter() - start) * 1e3
        found = compare_to_golden(bundle, engine, target(bundle, choice.runtime, choice.precision))
    except EngineError as exc:
        return Trial(choice, choice.name, None, str(exc))
    if not found.passed:
        return Trial(choice, engine.name, None, f"answers otherwise than it should: {found}", start_ms)
    return Trial(choice, engine.name, engine, str(found), start_ms)


class RoundRobinEngine:
    """An engine that lets the trials answer in turns and times them, so that whatever else the machine does falls on all alike.

    The kiosk runs it in place of an engine; without a screen `measure` does.
    """

    name = "engines in turns"

    def __init__(self, trials: Sequence[Trial], rounds: int) -> None:
        """rounds: turns of each trial."""
        self._order = [trial for _ in range(rounds) for trial in trials for _ in range(1 + BURST)]
        self.runs = len(self._order)
        self.done = 0  # runs; those of an engine that is out count as done

    @property
    def over(self) -> bool:
        return self.done >= self.runs

    def run(self, image: GreyImage) -> Inference:
        """The answer of the engine whose turn it is; once it is over, of the last. An engine that fails is out."""
        while not self.over and self._order[self.done].engine is None:
            self.done += 1
        turn = min(self.done, self.runs - 1)
        trial = self._order[turn] if self._order else None
        if trial is None or trial.engine is None:
            raise EngineError("every engine has failed on this machine; see edge-app doctor")
        start = time.perf_counter()
        try:
            answer = trial.engine.run(image)
        except EngineError as exc:
            trial.engine, trial.finding = None, str(exc)
            raise
        if not self.over and turn % (1 + BURST):
            trial.took_ms.append((time.perf_counter() - start) * 1e3)
        self.done += 1
        return answer


def measure(turns: RoundRobinEngine, images: Iterable[GreyImage]) -> None:
    """Go through all turns without a pause between the images, which are repeated as often as it takes."""
    for image in itertools.cycle(images):
        if turns.over:
            return
        with suppress(EngineError):  # noted in the trial
            turns.run(image)


def speeds(trials: Sequence[Trial]) -> tuple[Speed, ...]:
    """Of the trials that are not out, the fastest first."""
    running = [trial for trial in trials if trial.engine is not None and trial.took_ms]
    found = [Speed(trial, *(float(p) for p in np.percentile(trial.took_ms, [50, 95]))) for trial in running]
    return tuple(sorted(found, key=lambda speed: speed.p50_ms))


def best(speeds: Sequence[Speed]) -> Speed:
    """Of those within 5 % of the fastest the one with the fewest threads. Raises EngineError when there is none at all."""
    if not speeds:
        raise EngineError("no engine answers as it should on this machine; see edge-app doctor, and install the bundle again")
    limit = CLOSE * min(speed.p50_ms for speed in speeds)
    return min((s for s in speeds if s.p50_ms <= limit), key=lambda s: (s.trial.choice.threads, s.p50_ms))


def table(bundle: ModelBundle, trials: Sequence[Trial], machine: str, screen: str) -> str:
    """What was measured, on what and how; lines of text. screen: what ran beside it, in words."""
    fast = speeds(trials)
    lines = [
        f"edge-app tune, {date.today().isoformat()}, bundle {bundle.id}",
        f"machine: {machine}",
        f"screen: {screen}",
        f"{'engine':38} {'start ms':>8} {'p50 ms':>8} {'p95 ms':>8} {'runs':>5}  golden vectors",
    ]
    for speed in fast:
        trial = speed.trial
        figures = f"{trial.start_ms:8.0f} {speed.p50_ms:8.2f} {speed.p95_ms:8.2f} {len(trial.took_ms):5}"
        lines.append(f"{trial.name:38} {figures}  {trial.finding}")
    lines += [f"{trial.name:38} out: {trial.finding}" for trial in trials if trial.engine is None]
    lines.append(f"chosen: {best(fast).trial.name}" if fast else "chosen: none")
    return "\n".join(lines) + "\n"
