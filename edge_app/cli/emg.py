"""`edge-app emg`: recordings of needle EMG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from edge_app.cli.group import Group

if TYPE_CHECKING:
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
def analyse(
    file: Path, channel: str | None, rate_hz: float | None, microvolt_per_count: float | None, full_scale_microvolt: float | None,
    milliseconds: float | None, microvolt_per_pixel: float | None, images: Path | None,
) -> None:  # fmt: skip
    """Print the events of a recording, a line of JSON for each.

    FILE is a WAV, EDF or BDF, a text export with columns of time and voltage, or an image of a page with traces. The first line
    is about the recording, the others are its events: when, their firing rate and how regular it is, duration, polarity,
    amplitude. An amplitude is null where the recording is not calibrated: a WAV never is by itself. What is not fit to be judged
    says why in "not_judged".

    This reads the recording. It names no waveform: classification needs a needle-emg bundle, and there is none yet. Names of
    files and channels are printed as they are: name no file after a patient.
    """
    from PIL import Image

    from edge_app.emg.analysis import Settings
    from edge_app.emg.analysis import analyse as analyse_trace
    from edge_app.emg.json_lines import event_line, recording_line
    from edge_app.emg.readers.files import read_recording
    from edge_app.emg.readers.read_as import ReadAs
    from edge_app.emg.rendering import render
    from edge_app.headless.contact_sheet import save_png
    from edge_app.system.atomic_write import make_folder

    read_as = ReadAs(channel, rate_hz, microvolt_per_count, full_scale_microvolt, milliseconds, microvolt_per_pixel)
    settings = Settings()
    analysis = analyse_trace(read_recording(file, read_as, _page), settings)
    if images is not None:
        make_folder(images)
    click.echo(recording_line(analysis, str(file)))
    for number, found in enumerate(analysis.events, 1):
        assert analysis.signal is not None
        image = None
        if images is not None:
            image = images / f"{file.stem[:100]}-{number:05d}.png"
            save_png(Image.fromarray(render(found.event, analysis.signal, settings.rendering)), image)
        click.echo(event_line(found, number, analysis.signal, settings, None if image is None else str(image)))


def _page(path: Path) -> GreyImage | None:
    """The first image of a file; None: it holds none. Raises CaptureError where it is damaged."""
    from edge_app.capture.readers.recording import limited
    from edge_app.capture.readers.stills import is_still, open_still

    with path.open("rb") as file:
        head = file.read(12)
    if not is_still(head) and path.suffix.casefold() != ".bmp":
        return None
    return next(limited(open_still(path)).frames()).pixels
