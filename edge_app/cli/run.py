"""`edge-app run`: the kiosk."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import click

from edge_app.capture.factory import is_recording
from edge_app.capture.formats import parse_size
from edge_app.cli import exam_wiring, wiring
from edge_app.cli.exam_options import (
    OutputOptions,
    SourceOptions,
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
from edge_app.engine.loading import replaces_gpu
from edge_app.errors import ConfigError
from edge_app.records import Roi
from edge_app.system.display import display_fault
from edge_app.system.release_trial import RELEASE


@click.command(
    "run",
    cls=Command,
    former={"--headless": "edge-app examine"},
    examples=(
        "edge-app run                                        # exams on the simulated probe",
        "edge-app run --source v4l2:534d:2109:-              # a device, as `edge-app devices` names it",
        "edge-app run --source sweep.mp4 --loop ping-pong    # a video, a DICOM file or a folder of images",
        "edge-app run --live --size 800x480                  # the live view only: no PIN, no exam, nothing is kept",
    ),
)
@click.option("--size", type=parse_size, metavar="WxH", help="Size of the window in pixels, for example 800x480.")
@click.option("--fullscreen/--window", default=None, help="Fill the screen, or show a window.")
@click.option("--live", is_flag=True, help="The live view only: no PIN, no exam, nothing is kept.")
@source_options
@output_options
@protocol_option
@roi_option
@trace_option
@model_options
@engine_options
@config_options
def command(
    size: tuple[int, int] | None, fullscreen: bool | None, live: bool, source: SourceOptions, output: OutputOptions,
    protocol: str | None, roi: Roi | None, trace: Path | None, model: ModelOptions, engine: EngineOptions, config: ConfigOptions,
) -> int:  # fmt: skip
    """Examine patients on the screen, from the first image to the assessment.

    Where there is no screen, the same exam runs without one, as with `edge-app examine`.
    """
    width, height = size or (None, None)
    settings = wiring.configuration(config, engine, {
        "capture.source": source.source,
        "screen.width": width, "screen.height": height, "screen.fullscreen": fullscreen,
    }).settings  # fmt: skip
    bundle, running = wiring.model_and_engine(model, settings.engine)
    if (fault := display_fault()) and RELEASE in os.environ:
        raise ConfigError(f"the appliance has no screen ({fault}); check the screen and its cable, then restart the device")
    if fault:
        click.echo(f"No screen here ({fault}): examining without one, as `edge-app examine` does.")
        with wiring.tracing_to(trace) as tracer:
            examine_headless(settings, bundle, running, source, output, roi, tracer, protocol)
        return 0

    from edge_app.exams.single_instance import single_instance_lock
    from edge_app.language_setting import LanguageSetting
    from edge_app.system.board_health import BoardSensors
    from edge_app.system.board_watch import BoardWatch
    from edge_app.system.redaction import install_redaction
    from edge_app.system.service_notify import service_of
    from edge_app.ui import kiosk

    if live and protocol is not None:
        raise ConfigError("--live has no exam, and so no protocol; leave one of the two out")
    install_redaction()
    language = LanguageSetting(settings.exams.path, settings.screen.language)
    purpose = exam_wiring.purpose_setting(settings.exams)
    chosen = exam_wiring.chosen_protocol(settings.exams, protocol)
    profiles = wiring.devices_with_validations(settings.capture)
    screen = settings.screen
    with (
        wiring.tracing_to(trace) as tracer,
        nullcontext() if live else single_instance_lock(settings.exams.path),
        BoardWatch(BoardSensors()) as board,
    ):
        frames = wiring.live_source(settings.capture, source, tracer)
        services = None if live else exam_wiring.exam_services(settings, bundle, running, frames, purpose, profiles, chosen)
        return kiosk.run(
            wiring.traced_source(frames, tracer), bundle, running, roi, (screen.width, screen.height), screen.fullscreen,
            wiring.time_limits(settings.capture),
            profiles=profiles, services=services, language=screen.language if live else language.read(),
            pedal=screen.pedal,
            recorded=is_recording(settings.capture), research=lambda: purpose.research, service=service_of(), health=board.health,
            gpu_failed=replaces_gpu(running, settings.engine), tracer=tracer,
            keep_language=(lambda chosen: None) if live else language.keep,
        )  # fmt: skip
