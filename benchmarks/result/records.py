"""The result of one `python -m benchmarks run`, as it is in its JSON file. Frozen, plain types only; schema.json describes it.

What was not measured is None, never 0; `Sensors` and `Result.notes` say why. Times are of the wall clock, by time.perf_counter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.result.gpu import GpuResult
from benchmarks.result.timing import Timing

SCHEMA = 2  # of result.json; 1 had no peers, screens and GPU

TimedMode = Literal["quick", "standard", "full"]
Mode = Literal[TimedMode, "functional"]  # of which the last measures no time
Display = Literal["xvfb", "cage"]  # a display server without a display: X11, Wayland


@dataclass(frozen=True)
class Configuration:
    """One way to run the network."""

    engine: str  # as `edge_app.config.Runtime` has it, such as "litert"; a peer's own name otherwise
    version: str  # of the package that provides it
    precision: str  # "int8" or "fp32"
    threads: int
    spinning: bool | None  # whether its idle threads spin; None: it has no idle threads, or the runtime gives no choice
    graph_sha256: str  # of the graph's bytes as they were given to the engine

    @property
    def name(self) -> str:
        """Such as "onnxruntime int8, 2 threads, spinning"."""
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        spinning = {None: "", True: ", spinning", False: ", not spinning"}[self.spinning]
        return f"{self.engine} {self.precision}, {threads}{spinning}"


@dataclass(frozen=True)
class Accuracy:
    """The answers of the very graph that was timed to the bundle's golden images, beside those of the float network."""

    golden_label_agreement: float  # 0-1, share of the images with the same label
    golden_probability_worst: float  # 0-1, the largest difference of the probability
    heat_cosine_median: float  # of the heatmaps; images without heat in both are left out
    heat_cosine_p5: float
    images: int


@dataclass(frozen=True)
class EngineResult:
    """A runtime with the network, and nothing else."""

    configuration: Configuration
    cold_start_ms: Timing  # from the start of the process to its first answer
    first_inference_ms: Timing  # the first pass after the graph was loaded
    inference: Timing  # after the warm-ups, one image after the other
    peak_rss_mb: float | None  # MiB, the most memory of the process that was resident, the greatest of all starts
    energy_mj: float | None  # mJ of the whole board for one inference, the board's idle power included
    accuracy: Accuracy | None  # None: the graph has no golden answers
    void: str  # why it must not be used; "" where nothing is known against it
    screening: bool = False  # measured too shortly to be quoted: a quick run, or not the best setting of its runtime


@dataclass(frozen=True)
class StageResult:
    """One stage by itself, on the same frames as the pipeline."""

    name: str
    timing: Timing


@dataclass(frozen=True)
class PipelineResult:
    """From a 640 x 480 frame to its finding with the heatmap."""

    configuration: Configuration
    kiosk: bool  # whether the kiosk ran beside it
    guard: bool  # whether the guard of the live view looked at the frames
    timing: Timing
    stages: tuple[StageResult, ...]  # empty where they were not measured
    void: str


@dataclass(frozen=True)
class Check:
    """A configuration that did its work once, in a functional run: whether it works, and nothing of how fast."""

    configuration: Configuration  # version and graph are "" where it failed
    done: tuple[str, ...]  # what it did beside the golden images: "pipeline", "stage guard" ...
    accuracy: Accuracy | None  # None where it failed
    error: str  # why it failed, in one sentence; ""


@dataclass(frozen=True)
class PeerResult:
    """What others would do the same work with, by the same rules in the same run."""

    engine: EngineResult  # the network by itself; its configuration's engine is the peer's name
    pipeline: Timing | None  # from a frame to its finding with the heatmap, without the guard; void where `engine` is


@dataclass(frozen=True)
class NetworkResult:
    """A network of the paper's comparison, with random weights: its size and latency, and no answer."""

    engine: EngineResult  # by ONNX Runtime, as exported; its configuration's engine is the network's name
    parameters: int  # trainable, with two classes
    mmac: float  # 10^6 multiplications with addition of one pass
    paper_parameters: float  # as the paper's Figure 4 has them


@dataclass(frozen=True)
class Absent:
    """A peer or network that was not measured."""

    name: str
    why: str  # one sentence, with the command that installs it where that is all it lacks


@dataclass(frozen=True)
class Peers:
    """What our own is set against."""

    peers: tuple[PeerResult, ...]  # by rising latency
    networks: tuple[NetworkResult, ...]  # by rising number of parameters
    absent: tuple[Absent, ...]


@dataclass(frozen=True)
class ScreenRun:
    """What one process start of the kiosk on a display server was like, beside its latencies."""

    display: Display
    size: tuple[int, int]  # px of the screen
    source_hz: float  # frames/s that the probe handed over
    shown_hz: float  # different frames/s seen on the screen
    flashes: int
    unseen: int  # flashes none of whose frames was seen
    without_overlay: int  # flashes that were seen, without the overlay of the frame that was
    later: int  # flashes whose first frame was not seen, but a later one
    kiosk_cores: float  # cores that the kiosk's process kept busy; probe, display server and watcher are not in it
    kiosk_rss_mb: float  # MiB resident at the end
    kiosk_start_ms: float  # from the start of its process to its first image
    grab_ms: float  # processor time of one look at the screen, mean
    apart_p50_ms: float  # between two looks: how fine the times are
    apart_p99_ms: float


@dataclass(frozen=True)
class ScreenResult:
    """The software part of glass-to-glass: from the hand-over of a frame by the probe's process to the grabbed screen."""

    configuration: Configuration
    flash: Timing  # to the first look that shows the flash
    overlay: Timing | None  # to the first look that shows the overlay of that very frame; None: no flash had one
    starts: tuple[ScreenRun, ...]
    void: str


@dataclass(frozen=True)
class Sample:
    """What the machine did in one second."""

    t_s: float  # s since the run began, of the work that counts: a run that goes on later goes on here
    temperature_c: float | None  # degrees C, of the hottest place
    clock_mhz: tuple[float, ...]  # of each core; empty: see Sensors.clock
    governor: str  # "": none is known
    throttled: str  # what slowed it down since the sample before, in words; "" for nothing
    power_mw: float | None
    load: float | None  # 0-1, share of all cores that were busy
    foreign_cores: float | None = None  # cores that were busy with what is not this benchmark


@dataclass(frozen=True)
class Sensors:
    """Where each figure came from, or "none: " and why there is none."""

    temperature: str
    clock: str
    throttle: str
    energy: str
    foreign: str = "none: not measured"  # what shows that other programs took the processor


@dataclass(frozen=True)
class Machine:
    """What was measured on."""

    name: str  # that its user gave it, or the board's
    board: str  # a folder of firmware_configs, or "unknown"
    processor: str
    flags: tuple[str, ...]  # of the processor, those that decide what arithmetic it has: avx2, avx512_vnni, asimddp, i8mm ...
    cores: int  # that this process may run on
    memory_mb: int  # MiB
    kernel: str
    system: str  # such as "Debian GNU/Linux 12 (bookworm)"
    python: str
    governor: str
    usb: tuple[str, ...]  # "480 Mbit/s NAME" of each device that is plugged in
    gpu: str  # "": none


@dataclass(frozen=True)
class Software:
    """What was measured."""

    project_version: str
    commit: str  # "": not a checkout; with "+" where files were altered
    lock_sha256: str  # of the lock that this Python's appliance is installed from; "": none
    bundle_id: str
    bundle_sha256: str  # of the bundle's signed manifest
    packages: dict[str, str]  # name -> version, of the runtimes and of what the stages use


@dataclass(frozen=True)
class Peaks:
    """The most that the machine does, measured: the roof of the roofline."""

    int8_gops: float | None  # 10^9 multiplications and additions a second, so twice the MACs
    fp32_gflops: float | None
    memory_gb_s: float | None
    how: str  # "not measured", or how


@dataclass(frozen=True)
class Result:
    """All of it."""

    schema: int
    made: str  # ISO 8601, UTC, when it was finished
    command: str
    mode: Mode
    screening: bool  # too short to be quoted
    complete: bool  # False: it was interrupted
    machine: Machine
    software: Software
    sensors: Sensors
    peaks: Peaks
    engines: tuple[EngineResult, ...]
    pipelines: tuple[PipelineResult, ...]
    samples: tuple[Sample, ...]
    sampler_cost_percent: float | None  # of one core, that taking the samples took
    network_mmac: float | None  # 10^6 multiplications with addition of one pass; None: not known
    notes: tuple[str, ...]  # what was left out, and why; one sentence each
    checks: tuple[Check, ...] = ()  # of a functional run, which has nothing in `engines`, `pipelines` and `samples`
    peers: Peers | None = None  # None: not asked for
    gpu: GpuResult | None = None  # None: nobody looked
    screens: tuple[ScreenResult, ...] = ()
