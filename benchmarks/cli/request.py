"""What was asked for on the command line, and what a run is to do because of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.gpu.device import FoundDevice
from benchmarks.gpu.measure import GpuPart, GpuSubject
from benchmarks.gpu.plan import make_gpu_plan
from benchmarks.machine.identity import UNKNOWN
from benchmarks.result.records import Display, Machine, Mode, TimedMode
from benchmarks.run.plan import Plan, make_plan, with_peers
from benchmarks.screen.displays import PROGRAMS
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.factory import is_installed
from edge_app.errors import ConfigError

GENERIC = "generic"  # the folder of firmware_configs for any other machine

GpuWish = Literal["auto", "only", "off"]


@dataclass(frozen=True)
class Request:
    """The options of `python -m benchmarks run`, but for paths."""

    mode: Mode
    recorded: bool  # whether the pipeline is timed on a recording
    research: bool
    peers: bool
    kiosk: bool
    screen: bool
    gpu: GpuWish

    def check(self, found: FoundDevice | None) -> None:
        """Raise ConfigError where the options contradict each other. found: what there is for a GPU; None: nobody looked."""
        if self.peers and self.gpu == "only":
            raise ConfigError("--gpu only measures nothing but the GPU; leave out --peers")
        if self.peers and self.mode == "functional":
            raise ConfigError("--peers measures times, which --functional does not; leave one of them out")
        if self.gpu == "only" and found is not None and found.device is None:
            raise ConfigError(f"there is no GPU to measure ({found.why_not}); leave out --gpu only")

    @property
    def typed(self) -> str:
        """The command without this machine's paths."""
        options = {f"--{self.mode}": self.mode != "standard", "--research": self.research, "--peers": self.peers}
        if self.mode != "functional":
            options |= {"--no-kiosk": not self.kiosk, "--no-screen": not self.screen, f"--gpu {self.gpu}": self.gpu != "auto"}
        return " ".join(["python -m benchmarks run", *(option for option, given in options.items() if given)])

    @property
    def notes(self) -> list[str]:
        """What has to be said of any run that was asked for so."""
        notes = [] if is_installed("openvino") else ["OpenVINO is not installed, so it is not measured"]
        return notes if self.recorded else [*notes, "the frames of the pipeline and its stages are simulated"]


@dataclass(frozen=True)
class Order:
    """What a timed run does."""

    plan: Plan
    gpu: GpuPart | None
    notes: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """About how long it takes, s, if nothing disturbs it."""
        return (self.plan.seconds if self.plan.settings else 0.0) + (self.gpu.seconds if self.gpu else 0.0)

    @property
    def settings(self) -> int:
        """How many are measured, without those of the GPU."""
        return len(self.plan.settings) + len(self.plan.peers) + len(self.plan.networks)


def order(
    request: Request,
    mode: TimedMode,
    bundle: ModelBundle,
    machine: Machine,
    displays: tuple[Display, ...],
    gpu: GpuSubject,
    found: FoundDevice | None,
) -> Order:
    """displays: the display servers that are installed; found: as for `Request.check`."""
    # Eight minutes are not enough for the peers and the screen.
    without_time = mode == "quick" and request.peers
    shown = displays if request.screen and not without_time else ()
    plan = replace(make_plan(mode, bundle), kiosk=request.kiosk, displays=shown)
    if request.peers:
        plan = with_peers(plan, is_board=machine.board not in (UNKNOWN, GENERIC))
    if request.gpu == "only":
        plan = replace(plan, settings=(), kiosk=False, displays=())
    notes = list(request.notes)
    for display, program in PROGRAMS.items():
        if display in plan.displays:
            continue
        if not request.screen:
            why = "--no-screen"
        else:
            why = "a quick run with peers has no time for it" if without_time else f"{program} is not installed"
        notes.append(f"the latency to the screen is not measured on {program}: {why}")
    return Order(plan, GpuPart(make_gpu_plan(mode), gpu, found) if found else None, tuple(notes))
