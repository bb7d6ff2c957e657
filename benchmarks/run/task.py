"""What the measuring process asks of a worker process, and what the worker answers: JSON, a line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.result.records import Accuracy, Display, ScreenRun

Kind = Literal["engine", "pipeline", "stages", "functional", "peer", "network", "screen"]
Role = Literal["engine", "peer", "network"]  # ours, somebody else's way to run the network, another network


@dataclass(frozen=True)
class EngineSetting:
    """One way to run the network, before anything is known of it."""

    runtime: str  # an `edge_app.config.Runtime`; of a peer or a network, its name in `benchmarks.peers.catalogue`
    precision: str  # "int8" or "fp32"
    threads: int
    spinning: bool | None  # None: nothing that could spin
    role: Role = "engine"

    @property
    def name(self) -> str:
        """As `Configuration.name`."""
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        spinning = {None: "", True: ", spinning", False: ", not spinning"}[self.spinning]
        return f"{self.runtime} {self.precision}, {threads}{spinning}"


@dataclass(frozen=True)
class Task:
    """One process start."""

    kind: Kind
    setting: EngineSetting
    with_guard: bool  # of a pipeline
    bundle: str  # its folder
    keys: str  # folder of public keys to trust as well; "": none
    frames: str  # folder in which `benchmarks.stages.frames` has kept them
    research: bool
    warm_ups: int  # passes that are not counted
    seconds: float  # s to measure; of stages, each
    spawned_ns: int  # monotonic, when the process was started
    parent: int  # id of the process that asks, with which the worker ends
    built: str = ""  # folder with what was built of peers and networks
    display: Display | None = None  # of a screen
    source_hz: float = 30.0  # of a screen: frames/s of the probe


@dataclass(frozen=True)
class BuildTask:
    """What is made once a run, before anything is timed."""

    names: tuple[str, ...]  # of peers and networks
    bundle: str
    keys: str
    built: str  # folder
    threads: int  # with which each is asked for the golden images
    parent: int


@dataclass(frozen=True)
class Built:
    """The answer of a build, a line for each name."""

    name: str
    why_not: str  # why it cannot be measured, in one sentence; "" if it can


@dataclass(frozen=True)
class Ready:
    """The first line: the warm-ups are over, and what follows is measured."""

    cold_start_ms: float  # from the start of the process to its first answer
    first_inference_ms: float


@dataclass(frozen=True)
class StageTimes:
    """The times of one thing, in their order."""

    name: str
    ms: tuple[float, ...]


@dataclass(frozen=True)
class Done:
    """The second line."""

    version: str  # of the package that provides the runtime
    graph_sha256: str
    times: tuple[StageTimes, ...]
    peak_rss_mb: float | None  # MiB
    accuracy: Accuracy | None
    screen: ScreenRun | None = None


@dataclass(frozen=True)
class Worked:
    """The only line of a functional task: everything was done once, and nothing was timed."""

    version: str  # of the package that provides the runtime
    graph_sha256: str
    done: tuple[str, ...]  # names of what was done
    accuracy: Accuracy | None


@dataclass(frozen=True)
class Failed:
    """In place of any line: why it cannot be measured, in one sentence."""

    error: str
