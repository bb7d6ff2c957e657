"""`edge-app tune`: the fastest engine of this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from edge_app import config as configuration
from edge_app.cli import wiring
from edge_app.cli.group import Command
from edge_app.cli.options import ConfigOptions, ModelOptions, config_options, model_options
from edge_app.errors import EngineError
from edge_app.system.display import display_fault, use_offscreen

if TYPE_CHECKING:
    from edge_app.bundle.loader import ModelBundle
    from edge_app.diagnostics.autotune import RoundRobinEngine


@click.command(
    "tune",
    cls=Command,
    former={"--most-threads": "edge-app tune --max-threads"},
    examples=(
        "edge-app tune                            # measure for some minutes and use the fastest from then on",
        "edge-app tune --no-screen --rounds 2 --dry-run    # a quick look, nothing is written",
    ),
)
@click.option("--max-threads", type=click.IntRange(min=1), help="Most threads to try.  [default: the processor's cores]")
@click.option("--rounds", type=click.IntRange(min=1), default=20, show_default=True, help="Turns of each engine, six runs each.")
@click.option("--screen/--no-screen", default=True, help="Measure in the running kiosk, or the engines only.  [default: screen]")
@click.option("--dry-run", is_flag=True, help="Measure and print, but write nothing.")
@model_options
@config_options
@click.pass_context
def command(
    ctx: click.Context, max_threads: int | None, rounds: int, screen: bool, dry_run: bool,
    model: ModelOptions, config: ConfigOptions,
) -> None:  # fmt: skip
    """Find the fastest engine of this machine and use it from then on.

    The kiosk runs on the simulated probe, and every runtime, precision and number of threads takes turns as its engine. An
    engine whose answers to the golden images of the bundle are wrong is excluded. The choice is written into the settings
    file of --override. Close a kiosk that is running first.
    """
    from edge_app.diagnostics.autotune import best, measure, speeds, table
    from edge_app.diagnostics.autotune_config import table_file, write_choice
    from edge_app.system.host import machine

    override = config.override or configuration.OVERRIDE
    # A wrong override is found now, not after the minutes of measuring.
    settings = wiring.configuration(replace(config, override=override if override.exists() else None)).settings
    bundle = wiring.model_bundle(model)
    trials, turns = wiring.candidates(bundle, max_threads, rounds)
    beside = "none, the engines only"
    with tqdm(total=turns.runs, desc="measuring", unit="run", disable=None, file=sys.stderr, leave=False) as bar:

        def over() -> bool:
            bar.update(turns.done - bar.n)
            return turns.over

        if screen and not turns.over:
            beside = _measure_in_kiosk(ctx, turns, bundle, settings, over)
        else:
            measure(turns, bundle.golden.images)
    measured = table(bundle, trials, machine(), beside)
    click.echo(measured, nl=False)
    chosen = best(speeds(trials))
    if dry_run:
        click.echo("nothing written")
        return
    write_choice(override, chosen, measured)
    wiring.configuration(replace(config, override=override))
    click.echo(f"written to {override}, the table to {table_file(override)}")


def _measure_in_kiosk(
    ctx: click.Context, turns: RoundRobinEngine, bundle: ModelBundle, settings: configuration.Settings, over: Callable[[], bool]
) -> str:
    """Run the kiosk on the simulated probe until the turns are over; returns what ran, in words.

    Raises EngineError when it was closed before; ends the command with the kiosk's exit code when that is not 0.
    """
    fault = display_fault()
    if fault:
        use_offscreen()
    from edge_app.cli.exam_options import SourceOptions
    from edge_app.ui import kiosk

    window, rate = (settings.screen.width, settings.screen.height), settings.capture.frames_per_second
    probe = wiring.simulated_probe(settings.capture, SourceOptions())
    code = kiosk.run(
        probe, bundle, turns, size=window, fullscreen=settings.screen.fullscreen and not fault, over=over, research=lambda: True
    )
    if code:
        ctx.exit(code)
    if not turns.over:
        raise EngineError("the screen was closed before every engine had its turns; nothing was written")
    where = f"drawn into memory ({fault})" if fault else "on the display"
    return f"the kiosk, {window[0]} x {window[1]}, simulated probe at {rate:g} frames/s, {where}"
