"""`edge-app watch`: how well a source delivers."""

from __future__ import annotations

import click

from edge_app.capture.factory import SOURCE_HELP, timeouts_for
from edge_app.cli import wiring
from edge_app.cli.group import Command
from edge_app.cli.options import ConfigOptions, config_options
from edge_app.cli.output import one_line


@click.command(
    "watch",
    cls=Command,
    examples=(
        "edge-app watch                                          # the configured source, for ten seconds",
        "edge-app watch --source v4l2:534d:2109:- --seconds 3    # a device, as `edge-app devices` names it",
    ),
)
@click.option("--source", help=SOURCE_HELP)
@click.option("--seconds", type=click.FloatRange(min=0.1), default=10.0, show_default=True, help="How long to watch.")
@config_options
def command(source: str | None, seconds: float, config: ConfigOptions) -> None:
    """Watch a source for gaps, duplicates, damaged frames and losses.

    Each change of its state is printed at once; the summary at the end includes the age of the frames at hand-over.
    """
    from edge_app.cli.exam_options import SourceOptions
    from edge_app.diagnostics.stream_check import watch_live

    capture = wiring.configuration(config, command_line={"capture.source": source}).settings.capture
    frames = wiring.live_source(capture, SourceOptions())
    report = watch_live(frames, seconds, lambda change: click.echo(one_line(change)), timeouts_for(capture))
    for line in report.lines():
        click.echo(one_line(line))
