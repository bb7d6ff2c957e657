"""`python -m benchmarks run`: measure this machine."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from tqdm import tqdm

from edge_app.cli.group import Command
from edge_app.cli.options import ModelOptions, model_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.result.records import Mode
    from benchmarks.run.child import Timed
    from benchmarks.run.functional import Circumstances
    from benchmarks.run.measure import Subject
    from benchmarks.run.plan import Turn
    from benchmarks.run.task import EngineSetting, Task
    from edge_app.bundle.loader import ModelBundle

GENERIC = "generic"  # the folder of firmware_configs for any other machine
OUT = Path("build/benchmarks/run")

GpuWish = Literal["auto", "only", "off"]


@click.command(
    "run",
    cls=Command,
    examples=(
        "python -m benchmarks run --quick              # eight minutes at most on two cores; to choose by, not to quote",
        "python -m benchmarks run --out build/pi5      # an hour; the same command goes on where it was stopped",
        "python -m benchmarks run --peers              # beside torch, OpenVINO, ncnn and others: after make peers",
        "python -m benchmarks run --quick --gpu only   # the GPU by itself, where PyTorch sees one",
        "python -m benchmarks run --full --name 'Raspberry Pi 5, 8 GB, fan'",
        "python -m benchmarks run --functional          # does everything work here? No times, so on an emulated board too",
    ),
)
@click.option("--quick", "mode", flag_value="quick", help="Screen in a few minutes; the result says that it is that.")
@click.option("--full", "mode", flag_value="full", help="MLPerf's SingleStream: 600 s, five times, of the best of each runtime.")
@click.option("--functional", "mode", flag_value="functional", help="Have everything work once and time nothing.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True, help="Folder for the result.")
@click.option("--name", default="", help="What this machine is called in the result.  [default: its board or processor]")
@click.option(
    "--recording",
    type=click.Path(exists=True, path_type=Path),
    help="Frames to time the pipeline on.  [default: the simulated probe's]",
)
@click.option("--research", is_flag=True, help="Time the pipeline on frames of a device the bundle is not validated on.")
@click.option("--peers", is_flag=True, help="Measure other runtimes and the paper's networks beside ours; see make peers.")
@click.option("--kiosk/--no-kiosk", default=True, help="Measure the pipeline beside the running kiosk too.  [default: kiosk]")
@click.option(
    "--screen/--no-screen", default=True, help="Measure the latency to the screen where Xvfb or cage is.  [default: screen]"
)
@click.option(
    "--gpu",
    type=click.Choice(["auto", "only", "off"]),
    default="auto",
    show_default=True,
    help="Measure the network on an NVIDIA GPU too, where PyTorch sees one; nothing but that; or not.",
)
@model_options
def command(
    mode: Mode | None,
    out: Path,
    name: str,
    recording: Path | None,
    research: bool,
    peers: bool,
    kiosk: bool,
    screen: bool,
    gpu: GpuWish,
    model: ModelOptions,
) -> int:
    """Measure every engine, precision and number of threads, the stages and the whole pipeline on this machine.

    Close other programs first: a process start that was slowed down or disturbed is void. The result is OUT/result.json, which
    benchmarks/result/schema.json describes, with every single time in OUT/samples.parquet. With --functional nothing is timed,
    and the exit code is 1 where something does not work.
    """
    from dataclasses import replace
    from functools import partial

    from benchmarks.gpu.device import find_device
    from benchmarks.gpu.measure import GpuPart, GpuSubject
    from benchmarks.gpu.plan import make_gpu_plan
    from benchmarks.machine.identity import UNKNOWN, describe_machine
    from benchmarks.result.files import RESULT, require_parquet
    from benchmarks.result.table import table
    from benchmarks.roofline.peaks import measure_peaks
    from benchmarks.run import measure
    from benchmarks.run.functional import Circumstances
    from benchmarks.run.journal import Header
    from benchmarks.run.plan import make_plan, with_peers
    from benchmarks.run.software import describe_software
    from benchmarks.screen.displays import PROGRAMS, available
    from benchmarks.stages.frames import recorded_frames, simulated_frames
    from edge_app.bundle.loader import DEFAULT_BUNDLE
    from edge_app.cli import wiring
    from edge_app.engine.factory import is_installed
    from edge_app.errors import ConfigError

    if mode != "functional":
        require_parquet()
    found = None if gpu == "off" or mode == "functional" else find_device()
    if gpu == "only" and peers:
        raise ConfigError("--gpu only measures nothing but the GPU; leave out --peers")
    if gpu == "only" and found is not None and found.device is None:
        raise ConfigError(f"there is no GPU to measure ({found.why_not}); leave out --gpu only")
    bundle = wiring.model_bundle(model)
    frames = recorded_frames(recording) if recording else simulated_frames()
    frames.permission(bundle, research)  # refused now, not after an hour
    folder = model.bundle or DEFAULT_BUNDLE
    machine, software = describe_machine(name), describe_software(bundle)
    subject = measure.Subject(folder, model.keys, frames, research)
    if peers and mode == "functional":
        raise ConfigError("--peers measures times, which --functional does not; leave one of them out")
    notes = [] if is_installed("openvino") else ["OpenVINO is not installed, so it is not measured"]
    if recording is None:
        notes.append("the frames of the pipeline and its stages are simulated")
    if mode == "functional":
        about = Circumstances(_as_typed(mode, research, False, True, True, gpu), machine, software, tuple(notes))
        return _run_functional(bundle, subject, out, about)
    hurried = mode == "quick" and peers  # eight minutes are not enough for both
    plan = replace(make_plan(mode or "standard", bundle), kiosk=kiosk, displays=available() if screen and not hurried else ())
    plan = with_peers(plan, is_board=machine.board not in (UNKNOWN, GENERIC)) if peers else plan
    for display, program in PROGRAMS.items():
        if display not in plan.displays:
            absent = "a quick run with peers has no time for it" if hurried else f"{program} is not installed"
            notes.append(f"the latency to the screen is not measured on {program}: {absent if screen else '--no-screen'}")
    part = GpuPart(make_gpu_plan(plan.mode), GpuSubject(folder, model.keys), found) if found else None
    if gpu == "only":
        plan = replace(plan, settings=(), kiosk=False, displays=())
    header = Header(plan, machine, software, frames.source, research)
    seconds = (plan.seconds if plan.settings else 0.0) + (part.seconds if part else 0.0)
    minutes = f"about {seconds / 60:.0f} minutes if nothing disturbs it"
    click.echo(f"{header.machine.name}: {len(plan.settings) + len(plan.peers) + len(plan.networks)} settings, {minutes}")
    if part:
        click.echo(f"GPU: {found.device.name if found and found.device else f'not measured: {part.result.why_not}'}")
    with tqdm(total=round(seconds), desc="measuring", unit="s", disable=None, file=sys.stderr, leave=False) as bar:
        began = time.monotonic()

        def turn(now: Turn) -> None:
            bar.set_postfix_str(f"{now.phase}: {now.setting.name}")

        def gpu_turn(name: str) -> None:
            bar.set_postfix_str(f"GPU: {name}")

        def tick() -> None:
            bar.update(min(round(time.monotonic() - began), bar.total) - bar.n)

        try:
            typed, peaks = _as_typed(mode, research, peers, kiosk, screen, gpu), partial(measure_peaks, header.machine.cores)
            progress = measure.Progress(turn, tick, gpu_turn)
            result = measure.run(header, subject, out, typed, notes, progress, _timed_by_kind, peaks_by=peaks, gpu=part)
        except KeyboardInterrupt:
            click.echo(f"what is finished is in {out / RESULT}; the same command goes on from there", err=True)
            raise
    click.echo(table(result), nl=False)
    click.echo(f"written to {out}")
    return 0


def _run_functional(bundle: ModelBundle, subject: Subject, out: Path, about: Circumstances) -> int:
    """Returns the exit code: 1 where something does not work."""
    from benchmarks.result.table import table
    from benchmarks.run import functional
    from edge_app.system.host import cores

    settings = functional.settings_to_check(bundle, cores())
    with tqdm(total=len(settings), desc="checking", unit="setting", disable=None, file=sys.stderr, leave=False) as bar:

        def checked(setting: EngineSetting) -> None:
            bar.set_postfix_str(setting.name)
            bar.update()

        result = functional.run(settings, subject, out, about, checked)
    click.echo(table(result), nl=False)
    click.echo(f"written to {out}")
    return 1 if any(check.error for check in result.checks) else 0


def _timed_by_kind(task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
    """A `benchmarks.run.measure.TimeTask`. Raises ChildError."""
    from benchmarks.run.child import time_task
    from benchmarks.screen.session import time_screen

    return (time_screen if task.kind == "screen" else time_task)(task, own, on_ready, tick)


def _as_typed(mode: Mode | None, research: bool, peers: bool, kiosk: bool, screen: bool, gpu: GpuWish) -> str:
    """The command without this machine's paths."""
    options = {f"--{mode}": mode is not None, "--research": research, "--peers": peers, "--no-kiosk": not kiosk}
    options |= {"--no-screen": not screen, f"--gpu {gpu}": gpu != "auto"}
    return " ".join(["python -m benchmarks run", *(option for option, given in options.items() if given)])
