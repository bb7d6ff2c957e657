"""`edge-app analyse`: recordings in; a table, lines of JSON, CSV or a contact sheet out."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tqdm import tqdm

from edge_app.cli import wiring
from edge_app.cli.exam_options import automatic_roi_option, class_option, limits_option
from edge_app.cli.group import Command
from edge_app.cli.options import (
    ConfigOptions,
    EngineOptions,
    ModelOptions,
    config_options,
    engine_options,
    model_options,
)
from edge_app.cli.output import one_line, print_note
from edge_app.errors import CaptureError
from edge_app.records import AutomaticRoi, Roi

FORMATS = ("table", "jsonl", "csv")


def stdout_is_terminal() -> bool:
    """Whether a person reads what is printed."""
    return sys.stdout.isatty()


@click.command(
    "analyse",
    cls=Command,
    examples=(
        "edge-app analyse scan.dcm",
        "edge-app analyse sweep.mp4 images --every 5 --out overlays    # every fifth frame, each with its heatmap as PNG",
        "edge-app analyse sweep.mp4 --research                         # with the label that the score would give",
        "edge-app analyse sweep.mp4 --format csv                       # for a spreadsheet or statistics program",
        "edge-app analyse sweep.mp4 --class normal --out overlays      # heatmaps of what speaks for normal",
        "edge-app analyse sweep.mp4 images --roi auto --sheet sheet.html    # in the muscle; a page of images to look through",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for an image of each frame with its heatmap.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Form of what is printed.  [default: table on a terminal, otherwise jsonl]",
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Contact sheet: one HTML page of up to 24 frames of each file, as recorded and with heatmap.",
)
@click.option("--every", type=click.IntRange(min=1), default=1, show_default=True, help="Analyse every N-th frame of a file.")
@click.option("--research", is_flag=True, help="Name the label also where the model was not validated on the device.")
@click.option("--progress/--no-progress", default=None, help="Progress bar.  [default: if standard error is a terminal]")
@class_option
@automatic_roi_option
@limits_option
@model_options
@engine_options
@config_options
def command(
    paths: tuple[Path, ...], out: Path | None, form: str | None, sheet: Path | None, every: int, research: bool,
    progress: bool | None, class_name: str | None, roi: Roi | AutomaticRoi | None, max_megapixels: float | None,
    model: ModelOptions, engine: EngineOptions, config: ConfigOptions,
) -> None:  # fmt: skip
    """Analyse recordings and print what each frame shows.

    For people a table, for programs JSON Lines or CSV.

    PATHS are images, videos, sequences (MetaImage, NRRD, NIfTI), DICOM files, a DICOMDIR, zip archives, or folders of them; what
    else a folder holds is named at the end. A recording is from no device that the model was validated on: it gets a score and a
    heatmap, but no label. A file that cannot be analysed is named on standard error and the next one follows; the exit code is
    then 1.

    The table has a line of summary for each file: how many frames were judged, and the median of their scores. Times are seconds
    since a file's first frame, "-" where the file does not state them. --roi auto looks for the muscle in each frame, as the
    kiosk does; where none is proposed, the middle of the image field is analysed and the row says why.
    A model of several classes, such as grades, names the class beside the label, with what each of them got in JSON and CSV.

    Names of files are printed as they are, and images show what the scanner wrote on them: name no file after a patient, and look
    at a sheet before you pass it on.
    """
    from edge_app.capture.factory import limits_for
    from edge_app.capture.readers.files import describe_left_out
    from edge_app.headless.analysed_frame import Report
    from edge_app.headless.batch import Options, analyse_recordings, files_of
    from edge_app.headless.frame_reports import frame_report
    from edge_app.headless.html_sheet import HtmlSheet
    from edge_app.profile_lookup import ProfileLookup

    settings = wiring.configuration(config, engine, {"capture.max_megapixels": max_megapixels}).settings
    bundle, running = wiring.model_and_engine(model, settings.engine)
    heat_of = wiring.heat_class(bundle, class_name)
    bad_paths = 0

    def warn_of_path(sentence: str) -> None:
        nonlocal bad_paths
        bad_paths += 1
        print_note(sentence)

    found = files_of(paths, warn_of_path)
    hidden = not (sys.stderr.isatty() if progress is None else progress)
    with tqdm(found.recordings, unit="file", disable=hidden, file=sys.stderr, leave=False) as bar:
        options = Options(roi, every, out, research, limits_for(settings.capture), heat_of)
        lookup = ProfileLookup(wiring.devices_with_validations(settings.capture))
        chosen = form or ("table" if stdout_is_terminal() else "jsonl")
        reports: list[Report] = [frame_report(chosen, click.echo, one_line, bundle, lookup, research)]
        if sheet is not None:
            reports.append(HtmlSheet(sheet, bundle, research))
        tally = analyse_recordings(bar, bundle, running, options, reports, print_note, lookup)
    if found.left_out:
        print_note(describe_left_out(found.left_out))
    failed = bad_paths + tally.failed
    if tally.frames == 0:
        raise CaptureError("nothing could be analysed: give images, videos, sequences, DICOM files or folders that hold some")
    if failed:
        raise CaptureError(f"{failed} of {bad_paths + tally.files} files could not be analysed; {tally.frames} frames were")
