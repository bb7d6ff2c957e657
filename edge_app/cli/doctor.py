"""`edge-app doctor`: is the model bundle sound, and does this machine compute what it should?"""

from __future__ import annotations

from dataclasses import replace

import click

from edge_app.cli import wiring
from edge_app.cli.group import Command
from edge_app.cli.guard_table import guard_table
from edge_app.cli.options import (
    ConfigOptions,
    EngineOptions,
    ModelOptions,
    config_options,
    engine_options,
    model_options,
)
from edge_app.cli.output import one_line
from edge_app.errors import BundleError

_WATCH = "edge-app watch"


@click.command(
    "doctor",
    cls=Command,
    former={"--live": _WATCH, "--source": f"{_WATCH} --source", "--seconds": f"{_WATCH} --seconds"},
    examples=(
        "edge-app doctor",
        "edge-app doctor --release                            # what a new release has to pass before it is kept",
        "edge-app doctor --bundle my-bundle --keys my-keys    # a bundle signed with a key of your own",
    ),
)
@model_options
@engine_options
@config_options
@click.option("--release", is_flag=True, help="What a new release has to pass as well, before it is kept.")
@click.option("--all-guard-figures", is_flag=True, help="Each source, grade and kind of image that the guard was measured on.")
def command(model: ModelOptions, engine: EngineOptions, config: ConfigOptions, all_guard_figures: bool, release: bool) -> None:
    """Check the model bundle and its answers on this machine.

    Who signed it, the hash of every file, and the golden vectors on each runtime that is installed here.
    """
    from edge_app.diagnostics.board_report import board_report
    from edge_app.system.board_health import BoardSensors
    from edge_app.system.host import machine

    merged = wiring.configuration(config, engine)
    report = wiring.self_test(model, merged.settings.engine)
    if release:
        report = replace(report, checks=(*report.checks, *wiring.release_checks(model, merged.settings)))
    click.echo(report.bundle_id)
    longest = max(len(check.name) for check in report.checks)
    for check in report.checks:
        mark = "ok  " if check.passed else "FAIL" if check.required else "warn"
        click.echo(one_line(f"{mark}  {check.name:{longest}}  {check.figures}"))
    if report.guard is None:
        click.echo("the bundle has no guard: what is no muscle is judged as well, unless its brightness gives it away")
    else:
        click.echo("what the guard did to crops that it did not know:")
        for line in guard_table(report.guard, all_guard_figures):
            click.echo(one_line(line))
    click.echo("what runs, and why:")
    for origin in merged.origins:
        if origin.key.startswith("engine."):
            click.echo(f"      {origin.key:22}  {origin.value}, from {origin.source}")
    click.echo(f"      {'this machine':22}  {machine()}; no more threads than cores run")
    tuned = wiring.tuned_table(config.override) or "never tuned: `edge-app tune` measures which engine is the fastest here\n"
    click.echo("".join(f"      {line}" for line in tuned.splitlines(keepends=True)), nl=False)
    for line in (*board_report(BoardSensors()), *wiring.device_summary(merged.settings.capture)):
        click.echo(one_line(line))
    click.echo(report.intended_use)
    if not report.passed:
        failed = ", ".join(check.name for check in report.failed)
        raise BundleError(f"the bundle {report.bundle_id} does not pass on this machine: {failed}")
