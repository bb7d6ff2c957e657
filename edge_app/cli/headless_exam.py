"""The exam without a screen, as `examine` does it and `run` where there is no screen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from edge_app import config
from edge_app.cli import exam_wiring, wiring
from edge_app.cli.exam_options import OutputOptions, SourceOptions
from edge_app.errors import ConfigError
from edge_app.tracing.tracer import NO_TRACER, Tracer

if TYPE_CHECKING:
    from edge_app.bundle.loader import ModelBundle
    from edge_app.engine.protocol import Engine
    from edge_app.records import Roi


def examine_headless(
    settings: config.Settings,
    model: ModelBundle,
    engine: Engine,
    source: SourceOptions,
    output: OutputOptions,
    roi: Roi | None,
    tracer: Tracer = NO_TRACER,
    protocol: str | None = None,
    heat_of: str | None = None,
) -> None:
    """Examine, print the table of positions and write the folder. Raises ConfigError where that would never end.

    heat_of: the class that heatmaps are evidence for; None: "abnormal".
    """
    from edge_app.headless.exam import run_headless_exam, summary_line

    if source.loop in ("loop", "ping-pong") and output.frames is None:
        raise ConfigError(
            f"without a screen --loop {source.loop} would never end; limit it with --frames, the number of frames to analyse"
        )
    chosen = None if protocol is None else exam_wiring.protocol_library(settings.exams).find(protocol)
    positions, frames_of_each = wiring.exam_positions(settings.capture, source, tracer, chosen)
    folder = output.out or Path(f"exam-{datetime.now():%Y%m%d-%H%M%S}")
    profiles = wiring.devices_with_validations(settings.capture)
    results = run_headless_exam(
        positions, model, engine, folder, output.frames or frames_of_each, roi, click.echo, profiles, tracer, heat_of
    )
    click.echo(f"\n{summary_line(results)}")
    click.echo(f"Images, findings and exam.png are in {folder}")
    click.echo(model.manifest.intended_use)
