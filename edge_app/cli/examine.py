"""`edge-app examine`: the exam without a screen."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli import wiring
from edge_app.cli.exam_options import (
    OutputOptions,
    SourceOptions,
    class_option,
    output_options,
    protocol_option,
    roi_option,
    source_options,
    trace_option,
)
from edge_app.cli.group import Command
from edge_app.cli.headless_exam import examine_headless
from edge_app.cli.options import (
    ConfigOptions,
    EngineOptions,
    ModelOptions,
    config_options,
    engine_options,
    model_options,
)
from edge_app.records import Roi


@click.command(
    "examine",
    cls=Command,
    examples=(
        "edge-app examine --out exam-1                       # the simulated probe: three muscles, left and right",
        "edge-app examine --source sweep.mp4 --out exam-2    # a video, a DICOM file or a folder of images",
        'edge-app examine --muscle "tibialis anterior" --grade 3 --frames 8',
        "edge-app examine --protocol neuromuscular           # also muscles that the model was not made for",
    ),
)
@source_options
@output_options
@protocol_option
@class_option
@roi_option
@trace_option
@model_options
@engine_options
@config_options
def command(
    source: SourceOptions, output: OutputOptions, protocol: str | None, class_name: str | None, roi: Roi | None,
    trace: Path | None, model: ModelOptions, engine: EngineOptions, config: ConfigOptions,
) -> None:  # fmt: skip
    """Examine without a screen and write the results into a folder.

    The folder gets the images kept of each view with heatmap and caption, findings.jsonl with a line for each of them, and
    exam.png with all of them on one sheet.
    """
    settings = wiring.configuration(config, engine, {"capture.source": source.source}).settings
    bundle, running = wiring.model_and_engine(model, settings.engine)
    with wiring.tracing_to(trace) as tracer:
        heat_of = wiring.heat_class(bundle, class_name)
        examine_headless(settings, bundle, running, source, output, roi, tracer, protocol, heat_of)
