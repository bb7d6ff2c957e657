"""`edge-app analyse`: recordings in, lines of JSON out."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tqdm import tqdm

from edge_app.cli import wiring
from edge_app.cli.exam_options import limits_option, roi_option
from edge_app.cli.group import Command
from edge_app.cli.options import (
    ConfigOptions,
    EngineOptions,
    ModelOptions,
    config_options,
    engine_options,
    model_options,
)
from edge_app.cli.output import print_note
from edge_app.errors import CaptureError
from edge_app.records import Roi


@click.command(
    "analyse",
    cls=Command,
    examples=(
        "edge-app analyse scan.dcm",
        "edge-app analyse sweep.mp4 images --every 5 --out overlays    # every fifth frame, each with its heatmap as PNG",
        "edge-app analyse sweep.mp4 --research                         # with the label that the score would give",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for an image of each frame with its heatmap.")
@click.option("--every", type=click.IntRange(min=1), default=1, show_default=True, help="Analyse every N-th frame of a file.")
@click.option("--research", is_flag=True, help="Name the label also where the model was not validated on the device.")
@click.option("--progress/--no-progress", default=None, help="Progress bar.  [default: if standard error is a terminal]")
@roi_option
@limits_option
@model_options
@engine_options
@config_options
def command(
    paths: tuple[Path, ...], out: Path | None, every: int, research: bool, progress: bool | None, roi: Roi | None,
    max_megapixels: float | None, model: ModelOptions, engine: EngineOptions, config: ConfigOptions,
) -> None:  # fmt: skip
    """Analyse recordings and print a line of JSON for each frame.

    PATHS are images, videos, sequences (MetaImage, NRRD, NIfTI), DICOM files, a DICOMDIR, zip archives, or folders of them; what
    else a folder holds is named at the end. A recording is from no device that the model was validated on: it gets a score and a
    heatmap, but no label. A file that cannot be analysed is named on standard error and the next one follows; the exit code is
    then 1.
    """
    from edge_app.capture.factory import limits_for
    from edge_app.capture.readers.files import describe_left_out
    from edge_app.headless.batch import Options, analyse_recordings, files_of

    settings = wiring.configuration(config, engine, {"capture.max_megapixels": max_megapixels}).settings
    bundle, running = wiring.model_and_engine(model, settings.engine)
    bad_paths = 0

    def warn_of_path(sentence: str) -> None:
        nonlocal bad_paths
        bad_paths += 1
        print_note(sentence)

    found = files_of(paths, warn_of_path)
    hidden = not (sys.stderr.isatty() if progress is None else progress)
    with tqdm(found.recordings, unit="file", disable=hidden, file=sys.stderr, leave=False) as bar:
        options = Options(roi, every, out, research, limits_for(settings.capture))
        profiles = wiring.devices_with_validations(settings.capture)
        tally = analyse_recordings(bar, bundle, running, options, click.echo, print_note, profiles)
    if found.left_out:
        print_note(describe_left_out(found.left_out))
    failed = bad_paths + tally.failed
    if tally.frames == 0:
        raise CaptureError("nothing could be analysed: give images, videos, sequences, DICOM files or folders that hold some")
    if failed:
        raise CaptureError(f"{failed} of {bad_paths + tally.files} files could not be analysed; {tally.frames} frames were")
