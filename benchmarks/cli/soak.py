"""`python -m benchmarks soak`: does anything grow, or slow down, over a day?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from edge_app.cli.group import Command
from edge_app.cli.options import ConfigOptions, EngineOptions, ModelOptions, config_options, engine_options, model_options

if TYPE_CHECKING:
    from benchmarks.soak.records import SoakResult, Subject

OUT = Path("build/benchmarks/soak")


@click.command(
    "soak",
    cls=Command,
    examples=(
        "python -m benchmarks soak                    # 400,000 frames, an hour or two; the same command goes on",
        "python -m benchmarks soak --frames 6000 --out build/soak",
    ),
)
@click.option("--frames", type=click.IntRange(min=500), default=400_000, show_default=True, help="Frames to show in all.")
@click.option("--cine", type=click.IntRange(min=2), default=64, show_default=True, help="Images of the pre-rendered cine.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True, help="Folder for the result.")
@model_options
@engine_options
@config_options
def command(frames: int, cine: int, out: Path, model: ModelOptions, engine: EngineOptions, config: ConfigOptions) -> int:
    """Have the kiosk's worker analyse a simulated cine as fast as it can, with a fault of the probe every 400 frames.

    It has no screen: capture, guard, network, heat and its colours. Ctrl-C keeps what is finished. OUT/soak.json has the growth
    of memory in a day with its interval and how far the 99th percentile of a frame's time has moved, OUT/soak.svg draws both. The
    exit code is 1 where one of them is beyond its limit.
    """
    from benchmarks.machine.identity import describe_machine
    from benchmarks.soak.journal import SoakJournal
    from benchmarks.soak.records import Subject
    from benchmarks.soak.run import soak
    from benchmarks.soak.summary import broken_limits, lines
    from benchmarks.stages.frames import simulated_frames
    from edge_app.cli import wiring
    from edge_app.errors import ConfigError
    from edge_app.system.atomic_write import make_folder
    from edge_app.system.malloc import keep_arrays, limit_arenas

    limit_arenas()  # as the kiosk does
    keep_arrays()
    bundle, runtime = wiring.model_and_engine(model, wiring.configuration(config, engine).settings.engine)
    machine = describe_machine()
    source = f"simulated probe, {cine} images"
    subject = Subject(bundle.id, bundle.manifest_sha256, runtime.name, f"{machine.name}, {machine.cores} cores", source)
    make_folder(out)
    try:
        with (
            SoakJournal(out, subject) as journal,
            tqdm(total=frames, initial=journal.shown, unit="frame", desc="soak", disable=None, file=sys.stderr) as bar,
        ):
            soak(bundle, runtime, list(simulated_frames(cine).pixels), frames, journal, bar.update)
    except KeyboardInterrupt:
        _write(subject, out, frames)
        click.echo(f"what is finished is in {out}; the same command goes on from there", err=True)
        raise
    except OSError as exc:
        raise ConfigError(f"{out} cannot be used ({exc.strerror or exc}); check space and permissions") from exc
    result = _write(subject, out, frames)
    assert result is not None
    for line in lines(result):
        click.echo(line)
    click.echo(f"written to {out}")
    for sentence in broken_limits(result):
        click.echo(sentence, err=True)
    return 1 if broken_limits(result) else 0


def _write(subject: Subject, out: Path, frames: int) -> SoakResult | None:
    """What is finished, as JSON and as a figure; None: nothing is."""
    from benchmarks.soak.figure import draw
    from benchmarks.soak.journal import read_finished
    from benchmarks.soak.records import write_result
    from benchmarks.soak.summary import summarise
    from edge_app.system.atomic_write import write_output

    finished = read_finished(out)
    if not finished.parts:
        return None
    result = summarise(subject, finished, frames, f"python -m benchmarks soak --frames {frames}")
    write_result(out / "soak.json", result)
    write_output(out / "soak.svg", draw(result, finished).encode())
    return result
