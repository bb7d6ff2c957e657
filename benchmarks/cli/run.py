"""`python -m benchmarks run`: measure this machine."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from edge_app.cli.group import Command
from edge_app.cli.options import ModelOptions, model_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.cli.request import GpuWish, Order
    from benchmarks.result.records import Mode
    from benchmarks.run.child import Timed
    from benchmarks.run.functional import Circumstances
    from benchmarks.run.journal import Header
    from benchmarks.run.measure import Subject
    from benchmarks.run.plan import Turn
    from benchmarks.run.task import EngineSetting, Task
    from edge_app.bundle.loader import ModelBundle

OUT = Path("build/benchmarks/run")


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
@click.option(
    "--quick", "mode", flag_value="quick", default="standard", help="Screen in a few minutes; the result says that it is that."
)
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
    mode: Mode,
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
    from benchmarks.cli.request import Request, order
    from benchmarks.gpu.device import find_device
    from benchmarks.gpu.measure import GpuSubject
    from benchmarks.machine.identity import describe_machine
    from benchmarks.result.files import require_parquet
    from benchmarks.run.functional import Circumstances
    from benchmarks.run.journal import Header
    from benchmarks.run.measure import Subject
    from benchmarks.run.software import describe_software
    from benchmarks.screen.displays import available
    from benchmarks.stages.frames import recorded_frames, simulated_frames
    from edge_app.bundle.loader import DEFAULT_BUNDLE
    from edge_app.cli import wiring

    request = Request(mode, recording is not None, research, peers, kiosk, screen, gpu)
    if mode != "functional":
        require_parquet()
    found = None if gpu == "off" or mode == "functional" else find_device()
    request.check(found)
    bundle = wiring.model_bundle(model)
    frames = recorded_frames(recording) if recording else simulated_frames()
    frames.permission(bundle, research)  # refused now, not after an hour
    folder = model.bundle or DEFAULT_BUNDLE
    machine, software = describe_machine(name), describe_software(bundle)
    subject = Subject(folder, model.keys, frames, research)
    if mode == "functional":
        return _run_functional(bundle, subject, out, Circumstances(request.typed, machine, software, tuple(request.notes)))
    ordered = order(request, mode, bundle, machine, available(), GpuSubject(folder, model.keys), found)
    minutes = f"about {ordered.seconds / 60:.0f} minutes if nothing disturbs it"
    click.echo(f"{machine.name}: {ordered.settings} settings, {minutes}")
    if found:
        click.echo(f"GPU: {found.device.name if found.device else f'not measured: {found.why_not}'}")
    return _run_timed(ordered, subject, out, Header(ordered.plan, machine, software, frames.source, research), request.typed)


def _run_timed(ordered: Order, subject: Subject, out: Path, header: Header, typed: str) -> int:
    from functools import partial

    from benchmarks.result.files import RESULT
    from benchmarks.result.table import table
    from benchmarks.roofline.peaks import measure_peaks
    from benchmarks.run import measure

    with tqdm(total=round(ordered.seconds), desc="measuring", unit="s", disable=None, file=sys.stderr, leave=False) as bar:
        began = time.monotonic()

        def turn(now: Turn) -> None:
            bar.set_postfix_str(f"{now.phase}: {now.setting.name}")

        def gpu_turn(name: str) -> None:
            bar.set_postfix_str(f"GPU: {name}")

        def tick() -> None:
            bar.update(min(round(time.monotonic() - began), bar.total) - bar.n)

        progress, peaks = measure.Progress(turn, tick, gpu_turn), partial(measure_peaks, header.machine.cores)
        try:
            result = measure.run(
                header, subject, out, typed, ordered.notes, progress, _timed_by_kind, peaks_by=peaks, gpu=ordered.gpu
            )
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
