"""Which ways to run the network there are on this machine, and for how long each is measured.

First every setting is screened; then the best of each runtime is measured again, long enough to be quoted; then the pipeline by
the best of all. Process starts take turns (A B C, C B A, ...), so that what drifts hits all settings alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.peers.catalogue import NETWORKS, PEERS
from benchmarks.result.records import Display, TimedMode
from benchmarks.run.task import EngineSetting, Kind
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.factory import choices
from edge_app.system.host import cores

MAX_EACH = 8  # threads up to which each number is tried; from there on every second doubling would be too many
OVERHEAD_S = 5.0  # s that a process start takes beside what is measured, for the estimate of how long a run lasts
STAGES = 10  # of `benchmarks.stages.single`
PEER_START_S = 6.0  # s that the start of a peer or a network takes beside what is measured: importing torch, slower warm-ups
BUILD_S = 8.0  # s that building one takes, on average
QUICK_THREADS = 4  # of a quick run with peers, at most: more gain a network of this size little
SCREEN_OVERHEAD_S = 20.0  # s that a start of the kiosk on a display server takes beside what is measured

Phase = Literal["screening", "final", "pipeline", "stages", "screen"]


@dataclass(frozen=True)
class Lengths:
    """How often and how long something is measured."""

    starts: int  # processes
    seconds: float  # s in each


@dataclass(frozen=True)
class Plan:
    """How a run goes."""

    mode: TimedMode
    settings: tuple[EngineSetting, ...]
    screening: Lengths
    final: Lengths | None  # of the best setting of each runtime; None: what screening found has to do
    pipeline: Lengths
    stages: Lengths  # seconds: of each stage
    screen: Lengths  # on each display server; the probe flashes 3.5 times a second
    warm_ups: int = 100  # passes before anything counts
    tries: int = 3  # of a process start that turns out void
    kiosk: bool = True  # whether the pipeline is measured beside the running kiosk too
    peers: tuple[EngineSetting, ...] = ()  # they take their turns among `settings`
    networks: tuple[EngineSetting, ...] = ()  # of the paper; they take turns among themselves, in screening only
    network: Lengths = Lengths(1, 0.0)  # of each of them
    displays: tuple[Display, ...] = ()  # display servers on which the latency to the screen is measured

    @property
    def seconds(self) -> float:
        """About how long it takes, s, if no start is void."""
        runtimes = len({setting.runtime for setting in self.settings})
        parts = [(len(self.settings), self.screening), (2 + self.kiosk, self.pipeline)]
        parts += [(runtimes, self.final)] if self.final else []
        parts += [(len(self.displays), replace(self.screen, seconds=self.screen.seconds + SCREEN_OVERHEAD_S))]
        whole = sum(count * lengths.starts * (lengths.seconds + OVERHEAD_S) for count, lengths in parts)
        peers = len({setting.runtime for setting in self.peers})
        others = [(len(self.peers), self.screening), (len(self.networks), self.network)]
        others += [(peers, self.final)] if self.final else []
        whole += sum(count * lengths.starts * (lengths.seconds + PEER_START_S) for count, lengths in others)
        whole += (peers + len(self.networks)) * BUILD_S
        return whole + self.stages.starts * (STAGES * self.stages.seconds + OVERHEAD_S)


@dataclass(frozen=True)
class Turn:
    """One process start of a run."""

    phase: Phase
    setting: EngineSetting
    start: int  # number of the start, from 0
    seconds: float
    with_guard: bool = False  # of a pipeline
    kiosk: bool = False  # beside the kiosk
    display: Display | None = None  # of a screen

    @property
    def kind(self) -> Kind:
        """What the worker does."""
        match self.phase:
            case "pipeline" | "stages" | "screen":
                return self.phase
            case _:
                return self.setting.role


def with_peers(plan: Plan, is_board: bool, processors: int | None = None) -> Plan:
    """The plan with every peer and network. is_board: whether the large networks are left out. processors: as for `make_plan`.

    A quick run has them, and ours, with one number of threads and without spinning, and each network in one process start: there
    is no time for more. Networks are only screened.
    """
    quick, processors = plan.mode == "quick", processors or cores()
    most = min(processors, QUICK_THREADS) if quick else processors
    counts = [most] if quick else thread_counts(processors, every=False)
    return replace(
        plan,
        settings=tuple(one for one in plan.settings if not quick or (one.threads == most and not one.spinning)),
        peers=tuple(EngineSetting(one.name, one.precision, count, None, "peer") for count in counts for one in PEERS),
        networks=tuple(
            EngineSetting(one.name, "fp32", most, None, "network") for one in NETWORKS if not (one.large and is_board)
        ),
        network=Lengths(1, plan.screening.seconds) if quick else plan.screening,
    )


def make_plan(mode: TimedMode, bundle: ModelBundle, processors: int | None = None) -> Plan:
    """The plan of a mode on this machine. processors: how many cores; None: those of this process.

    quick: eight minutes at most on two cores, to choose by, not to quote. standard: 60 s of every setting, then five starts of
    120 s of the best of each runtime. full: MLPerf's SingleStream, 600 s, five times.
    """
    processors = processors or cores()
    settings = engine_settings(bundle, thread_counts(processors, every=mode != "quick"))
    match mode:
        case "quick":
            return Plan(mode, settings, Lengths(2, 3.0), None, Lengths(2, 5.0), Lengths(1, 1.5), Lengths(1, 25.0), tries=1)
        case "standard":
            return Plan(mode, settings, Lengths(3, 20.0), Lengths(5, 120.0), Lengths(5, 60.0), Lengths(5, 5.0), Lengths(3, 100.0))
        case "full":
            return Plan(
                mode, settings, Lengths(3, 20.0), Lengths(5, 600.0), Lengths(5, 120.0), Lengths(5, 10.0), Lengths(5, 120.0)
            )


def thread_counts(processors: int, every: bool) -> list[int]:
    """Numbers of threads to try, from 1 to the number of cores: each up to eight if `every`, doubled beyond or otherwise."""
    counts = set(range(1, min(processors, MAX_EACH) + 1)) if every else set()
    count = 1
    while count < processors:
        counts.add(count)
        count *= 2
    return sorted(counts | {processors})


def engine_settings(bundle: ModelBundle, threads: Sequence[int]) -> tuple[EngineSetting, ...]:
    """Every runtime, precision and number of threads; of ONNX Runtime with threads that can idle, both ways of idling.

    LiteRT and OpenVINO give no choice of how an idle thread waits, and one thread never idles.
    """
    found: list[EngineSetting] = []
    for choice in choices(bundle, threads):
        can_spin = choice.runtime == "onnxruntime" and choice.threads > 1
        for spinning in (False, True) if can_spin else (None,):
            found.append(EngineSetting(choice.runtime, choice.precision, choice.threads, spinning))
    return tuple(found)


def engine_turns(phase: Phase, settings: Sequence[EngineSetting], lengths: Lengths) -> list[Turn]:
    """The starts of some settings, in turns, back and forth."""
    return [
        Turn(phase, setting, start, lengths.seconds)
        for start in range(lengths.starts)
        for setting in (settings if start % 2 == 0 else tuple(reversed(settings)))
    ]


def pipeline_turns(setting: EngineSetting, plan: Plan) -> list[Turn]:
    """The pipeline without the guard and with it, the stages; last the pipeline beside the kiosk, which warms a board."""
    alone = [
        Turn("pipeline", setting, start, plan.pipeline.seconds, with_guard)
        for start in range(plan.pipeline.starts)
        for with_guard in (False, True)
    ]
    stages = [Turn("stages", setting, start, plan.stages.seconds) for start in range(plan.stages.starts)]
    beside = [Turn("pipeline", setting, start, plan.pipeline.seconds, True, True) for start in range(plan.pipeline.starts)]
    return alone + stages + (beside if plan.kiosk else [])


def screen_turns(setting: EngineSetting, plan: Plan) -> list[Turn]:
    """The kiosk on each display server, in turns."""
    return [
        Turn("screen", setting, start, plan.screen.seconds, True, True, display)
        for start in range(plan.screen.starts)
        for display in plan.displays
    ]
