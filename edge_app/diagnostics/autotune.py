"""Finds the fastest engine on this machine among those that give correct results."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.factory import EngineChoice, make_engine, target
from edge_app.engine.golden import compare_to_golden
from edge_app.engine.protocol import Engine, Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage

BURST = 5  # timed runs of one engine per turn, after one run with cold caches that is not timed
CLOSE = 1.05  # times the fastest: an engine this close counts as equally fast, and may leave a core for capture and screen


@dataclass
class Trial:
    """A candidate engine: whether its results are correct, and how long they took."""

    choice: EngineChoice
    name: str
    engine: Engine | None  # None: rejected
    result: str  # the comparison with the golden vectors, or why the engine was rejected
    start_ms: float = 0.0  # loading and the first run; 0 if it could not be loaded
    took_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Speed:
    """The time a trial's engine took per image."""

    trial: Trial
    p50_ms: float
    p95_ms: float


def load_candidate(bundle: ModelBundle, choice: EngineChoice) -> Trial:
    """Load an engine and compare it with the golden vectors. An engine that fails or deviates is rejected."""
    start = time.perf_counter()
    try:
        engine = make_engine(bundle, choice)
        engine.run(bundle.golden.images[0])
        start_ms = (time.perf_counter() - start) * 1e3
        comparison = compare_to_golden(bundle, engine, target(bundle, choice.runtime, choice.precision))
    except EngineError as exc:
        return Trial(choice, choice.name, None, str(exc))
    if not comparison.passed:
        return Trial(choice, engine.name, None, f"deviates from the reference: {comparison}", start_ms)
    return Trial(choice, engine.name, engine, str(comparison), start_ms)


class RoundRobinEngine:
    """An engine that runs the trials' engines in turns and times them, so that other load on the machine affects all equally.

    The kiosk runs it in place of a normal engine; without a screen, `measure` does.
    """

    name = "engines in turns"

    def __init__(self, trials: Sequence[Trial], rounds: int) -> None:
        """rounds: number of turns of each trial."""
        self._order = [trial for _ in range(rounds) for trial in trials for _ in range(1 + BURST)]
        self.runs = len(self._order)
        self.done = 0  # runs; those of a rejected engine count as done

    @property
    def over(self) -> bool:
        return self.done >= self.runs

    def run(self, image: GreyImage) -> Inference:
        """Run the engine whose turn it is, or the last one once all turns are over. An engine that fails is rejected."""
        while not self.over and self._order[self.done].engine is None:
            self.done += 1
        turn = min(self.done, self.runs - 1)
        trial = self._order[turn] if self._order else None
        if trial is None or trial.engine is None:
            raise EngineError("every engine has failed on this machine; see edge-app doctor")
        start = time.perf_counter()
        try:
            inference = trial.engine.run(image)
        except EngineError as exc:
            trial.engine, trial.result = None, str(exc)
            raise
        if not self.over and turn % (1 + BURST):
            trial.took_ms.append((time.perf_counter() - start) * 1e3)
        self.done += 1
        return inference


def measure(turns: RoundRobinEngine, images: Iterable[GreyImage]) -> None:
    """Run all turns without a pause between the images, which are repeated as often as necessary."""
    for image in itertools.cycle(images):
        if turns.over:
            return
        with suppress(EngineError):  # recorded in the trial
            turns.run(image)


def speeds(trials: Sequence[Trial]) -> tuple[Speed, ...]:
    """The speeds of the trials that were not rejected, the fastest first."""
    running = [trial for trial in trials if trial.engine is not None and trial.took_ms]
    measured = [Speed(trial, *(float(p) for p in np.percentile(trial.took_ms, [50, 95]))) for trial in running]
    return tuple(sorted(measured, key=lambda speed: speed.p50_ms))


def best(speeds: Sequence[Speed]) -> Speed:
    """The engine with the fewest threads among those within 5 % of the fastest. Raises EngineError if there is none."""
    if not speeds:
        raise EngineError("no engine gives correct results on this machine; see edge-app doctor, and install the bundle again")
    limit = CLOSE * min(speed.p50_ms for speed in speeds)
    return min((s for s in speeds if s.p50_ms <= limit), key=lambda s: (s.trial.choice.threads, s.p50_ms))


def table(bundle: ModelBundle, trials: Sequence[Trial], machine: str, screen: str) -> str:
    """The measurements and their conditions, as lines of text. screen: describes what ran at the same time."""
    fast = speeds(trials)
    lines = [
        f"edge-app tune, {date.today().isoformat()}, bundle {bundle.id}",
        f"machine: {machine}",
        f"screen: {screen}",
        f"{'engine':38} {'start ms':>8} {'p50 ms':>8} {'p95 ms':>8} {'runs':>5}  golden vectors",
    ]
    for speed in fast:
        trial = speed.trial
        numbers = f"{trial.start_ms:8.0f} {speed.p50_ms:8.2f} {speed.p95_ms:8.2f} {len(trial.took_ms):5}"
        lines.append(f"{trial.name:38} {numbers}  {trial.result}")
    lines += [f"{trial.name:38} rejected: {trial.result}" for trial in trials if trial.engine is None]
    lines.append(f"chosen: {best(fast).trial.name}" if fast else "chosen: none")
    return "\n".join(lines) + "\n"
