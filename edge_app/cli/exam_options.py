"""Options of the commands that look at frames: where these come from, and where the results of an exam go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import click

from edge_app.capture.factory import SOURCE_HELP
from edge_app.capture.playback import Loop
from edge_app.cli.options import Decorated, gathered
from edge_app.errors import ConfigError
from edge_app.records import AutomaticRoi, Muscle, Roi


@dataclass(frozen=True)
class SourceOptions:
    """Where frames come from. None: as configured, or the default of the command."""

    source: str | None = None
    loop: Loop | None = None  # of a recording
    muscle: Muscle | None = None  # this and the next two: of the simulated probe
    grade: int | None = None  # Heckmatt, 1 to 4; None: derived from the seed
    seed: int = 0


@dataclass(frozen=True)
class OutputOptions:
    """What an exam without a screen writes."""

    out: Path | None  # folder; None: exam-DATE-TIME
    frames: int | None  # analysed of each view; None: all of a recording, of a probe 24


class _RenamedChoice(click.Choice[str]):
    def __init__(self, choices: tuple[str, ...], former: Mapping[str, str]) -> None:
        super().__init__(choices)
        self.former = former

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if now := self.former.get(value):
            option = param.opts[0] if param else "the value"
            raise ConfigError(f"`{option} {value}` has been replaced: use `{option} {now}`")
        return super().convert(value, param, ctx)


class _MuscleType(click.Choice[str]):
    """A muscle by its name, or the beginning of it."""

    def __init__(self) -> None:
        super().__init__([muscle.value for muscle in Muscle])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        wanted = str(value).strip().lower()
        meant = [name for name in self.choices if wanted and name.startswith(wanted)]
        return super().convert(meant[0] if len(meant) == 1 else value, param, ctx)


def source_options(command: Decorated) -> Decorated:
    """Gives the command `source`, a SourceOptions."""
    return gathered(command, "source", SourceOptions, [
        click.option("--source", help=SOURCE_HELP),
        click.option("--loop", type=_RenamedChoice(get_args(Loop), {"swing": "ping-pong"}),
                     help="At the end of a recording: stop, restart or reverse.  [default: loop; without a screen: once]"),
        click.option("--muscle", type=_MuscleType(), callback=_muscle,
                     help="Muscle under the simulated probe."
                          f"  [default: {Muscle.BICEPS_BRACHII.value}; without a screen: all three, left and right]"),
        click.option("--grade", type=click.IntRange(1, 4),
                     help="Heckmatt grade of the disease under the simulated probe; 1 is healthy."
                          "  [default: derived from the seed]"),
        click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
                     help="Subject under the simulated probe."),
    ])  # fmt: skip


def output_options(command: Decorated) -> Decorated:
    """Gives the command `output`, an OutputOptions."""
    return gathered(command, "output", OutputOptions, [
        click.option("--out", type=click.Path(path_type=Path),
                     help="Folder for the results of an exam without a screen.  [default: ./exam-DATE-TIME]"),
        click.option("--frames", type=click.IntRange(min=1),
                     help="Frames of each view to analyse without a screen.  [default: the whole recording; 24 of a probe]"),
    ])  # fmt: skip


def protocol_option(command: Decorated) -> Decorated:
    """Gives the command `protocol`, the name of a protocol; None: it was not given."""
    return click.option("--protocol", metavar="NAME",
                        help="Protocol of the exam, as `edge-app exams protocols` lists them."
                             "  [default: the one last chosen on the screen; without a screen: screening]")(command)  # fmt: skip


def roi_option(command: Decorated) -> Decorated:
    """Gives the command `roi`, a Roi in source pixels; None for the middle of the image field."""
    return click.option("--roi", type=Roi.parse, metavar="X,Y,W,H",
                        help="Region of interest in source pixels.  [default: middle of the image field]")(command)  # fmt: skip


def automatic_roi_option(command: Decorated) -> Decorated:
    """Gives the command `roi`, a Roi in source pixels, or `AutomaticRoi`; None for the middle of the image field."""
    return click.option("--roi", type=_roi_or_automatic, metavar="X,Y,W,H|auto",
                        help="Region of interest in source pixels, or auto: the muscle that is proposed in each frame."
                             "  [default: middle of the image field]")(command)  # fmt: skip


def _roi_or_automatic(text: str) -> Roi | AutomaticRoi:
    return AutomaticRoi.MUSCLE if text == AutomaticRoi.MUSCLE.value else Roi.parse(text)


def class_option(command: Decorated) -> Decorated:
    """Gives the command `class_name`, a label of the bundle; None: heatmaps show the evidence for "abnormal"."""
    return click.option(
        "--class",
        "class_name",
        metavar="NAME",
        help="Draw the evidence for this class of the model in the heatmap.  [default: abnormal]",
    )(command)


def trace_option(command: Decorated) -> Decorated:
    """Gives the command `trace`, a path; None: nothing is traced."""
    return click.option(
        "--trace",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write what became of each frame, thread by thread, for https://ui.perfetto.dev: numbers and times, no image, no"
        " name. The newest 131,072 events, at 30 frames/s some six minutes.",
    )(command)


def limits_option(command: Decorated) -> Decorated:
    """Gives the command `max_megapixels`; None for what is configured."""
    return click.option(
        "--max-megapixels",
        type=float,
        help="Largest frame of a recording that is read, in 10^6 pixels.  [default: as configured, 16]",
    )(command)


def _muscle(ctx: click.Context, param: click.Parameter, value: str | None) -> Muscle | None:
    return None if value is None else Muscle(value)
