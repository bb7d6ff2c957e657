"""`edge-app emg`: recordings of needle EMG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from edge_app.cli.group import Group

if TYPE_CHECKING:
    from edge_app.emg.analysis import Settings
    from edge_app.emg.logistic import LogisticModel
    from edge_app.records import GreyImage


@click.group("emg", cls=Group, examples=("edge-app emg analyse recording.wav --images events",))
def command() -> None:
    """Read recordings of needle EMG: their events, each with what is measured of it.

    Recordings only; no live needle. It reads, it never diagnoses.
    """


@command.command(
    "analyse",
    examples=(
        "edge-app emg analyse recording.wav                                     # without a scale: no amplitudes",
        "edge-app emg analyse recording.wav --full-scale-microvolt 5000 --images events",
        "edge-app emg analyse recording.edf --channel 1",
        "edge-app emg analyse export.txt",
        "edge-app emg analyse page.png --milliseconds 200 --microvolt-per-pixel 2.5",
        "edge-app emg analyse recording.edf --baseline logistic.json            # what the logistic model calls each event",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--channel", metavar="NAME", help="Channel of the file, or strip of a page, by name or number.  [default: the first]"
)
@click.option("--rate", "rate_hz", type=float, metavar="HZ", help="Samples a second, where the file does not say it or is wrong.")
@click.option("--microvolt-per-count", type=float, metavar="µV", help="Microvolts of one step of the file's numbers.")
@click.option("--full-scale-microvolt", type=float, metavar="µV", help="Microvolts of the largest number that the file can hold.")
@click.option(
    "--milliseconds", type=float, metavar="MS", help="Of a page: how long a trace lasts from its left end to its right."
)
@click.option("--microvolt-per-pixel", type=float, metavar="µV", help="Of a page: microvolts of one pixel of its height.")
@click.option(
    "--images", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="Folder for an image of each event."
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Logistic model, to name each event; of emg-baseline."
)
def analyse(
    file: Path, channel: str | None, rate_hz: float | None, microvolt_per_count: float | None, full_scale_microvolt: float | None,
    milliseconds: float | None, microvolt_per_pixel: float | None, images: Path | None,
    baseline: Path | None,
) -> None:  # fmt: skip
    """Print the events of a recording, a line of JSON for each.

    FILE is a WAV, EDF or BDF, a text export with columns of time and voltage, or an image of a page with traces. The first line
    is about the recording, the others are its events: when, their firing rate and how regular it is, duration, polarity,
    amplitude. An amplitude is null where the recording is not calibrated: a WAV never is by itself. What is not fit to be judged
    says why in "not_judged".

    This reads the recording. It names no waveform: classification needs a needle-emg bundle, and there is none yet. With
    --baseline the logistic model's class and probabilities stand in "logistic_model", and in the first line what it was fitted
    on. Names of files and channels are printed as they are: name no file after a patient.
    """
    from PIL import Image

    from edge_app.emg.analysis import Settings
    from edge_app.emg.analysis import analyse as analyse_trace
    from edge_app.emg.json_lines import event_line, recording_line
    from edge_app.emg.logistic import answer_events
    from edge_app.emg.readers.files import read_recording
    from edge_app.emg.readers.read_as import ReadAs
    from edge_app.emg.rendering import render
    from edge_app.headless.contact_sheet import save_png
    from edge_app.system.atomic_write import make_folder

    read_as = ReadAs(channel, rate_hz, microvolt_per_count, full_scale_microvolt, milliseconds, microvolt_per_pixel)
    settings = Settings()
    model = None if baseline is None else _checked_model(baseline, settings)
    analysis = analyse_trace(read_recording(file, read_as, _page), settings)
    answers = (None,) * len(analysis.events) if model is None else answer_events(model, analysis.events)
    if images is not None:
        make_folder(images)
    click.echo(recording_line(analysis, str(file), model))
    for number, (found, answer) in enumerate(zip(analysis.events, answers, strict=True), 1):
        assert analysis.signal is not None
        image = None
        if images is not None:
            image = images / f"{file.stem[:100]}-{number:05d}.png"
            save_png(Image.fromarray(render(found.event, analysis.signal, settings.rendering)), image)
        click.echo(event_line(found, number, analysis.signal, settings, None if image is None else str(image), answer))


@command.command("grade", examples=("edge-app emg grade recording.edf export.txt recording.wav --baseline logistic.json",))
@click.argument("files", metavar="FILE...", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", required=True, help="Logistic model that names the events."
)
def grade(files: tuple[Path, ...], baseline: Path) -> None:
    """Print the clinical grade of fibrillation of one muscle, 0 to 4+, as a line of JSON.

    FILE... are recordings of that muscle at rest, one for each place of the needle; the first channel of each is read. The rule
    is named beside the grade; nothing is graded where too little was fit to be judged. It grades what the logistic model calls
    the events, rightly or wrongly, and it never diagnoses.
    """
    from edge_app.emg.analysis import Settings
    from edge_app.emg.analysis import analyse as analyse_trace
    from edge_app.emg.fibrillation_grade import area_of, grade_muscle
    from edge_app.emg.json_lines import grade_line
    from edge_app.emg.logistic import answer_events
    from edge_app.emg.readers.files import read_recording
    from edge_app.emg.readers.read_as import ReadAs

    settings = Settings()
    model = _checked_model(baseline, settings)
    areas = []
    for file in files:
        analysis = analyse_trace(read_recording(file, ReadAs(), _page), settings)
        called = [answer.waveform for answer in answer_events(model, analysis.events)]
        areas.append(area_of(analysis.trace.seconds, analysis.unfit, analysis.events, called))
    click.echo(grade_line(grade_muscle(areas), [str(file) for file in files], model))


def _checked_model(path: Path, settings: Settings) -> LogisticModel:
    """The model of a file. Raises ConfigError where it is none, or not of this program's events."""
    from edge_app.emg.logistic import read_model

    model = read_model(path)
    model.check(settings)
    return model


def _page(path: Path) -> GreyImage | None:
    """The first image of a file; None: it holds none. Raises CaptureError where it is damaged."""
    from edge_app.capture.readers.recording import limited
    from edge_app.capture.readers.stills import is_still, open_still

    with path.open("rb") as file:
        head = file.read(12)
    if not is_still(head) and path.suffix.casefold() != ".bmp":
        return None
    return next(limited(open_still(path)).frames()).pixels
