"""What the commands share: their options, the types of the values, and how an error is shown."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from edge_app.config import DEVICE_KEYS, OVERRIDE, Runtime
from edge_app.errors import ConfigError, EdgeError
from edge_app.records import Roi

Command = Callable[..., Any]
_OUTPUT_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)


class _Failure(click.ClickException):
    def __init__(self, sentence: str, exit_code: int) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code  # type: ignore[misc]


class EdgeCommands(click.Group):
    """Shows an EdgeError as its sentence, without a traceback, and leaves with its exit code; 130 after Ctrl-C."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Also tells of an output that cannot be written, such as a file on a full disk."""
        try:
            return super().main(*args, **kwargs)
        except OSError as exc:
            if exc.filename is not None or exc.errno not in _OUTPUT_FAULTS:
                raise
            click.echo(f"Error: the output cannot be written ({exc.strerror})", err=True)
            sys.exit(EdgeError.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EdgeError as exc:
            raise _Failure(one_line(str(exc)), exc.exit_code) from exc
        except KeyboardInterrupt:
            ctx.exit(130)


def parse_size(text: str) -> tuple[int, int]:
    """Read "WxH". Raises ConfigError when the text is anything else."""
    width, cross, height = text.partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise ConfigError(f"size {text!r} is not WxH in whole pixels, for example 800x480")
    return int(width), int(height)


def configuration_options(command: Command) -> Command:
    """The options of every command that reads the configuration."""
    for option in (
        click.option("--board", default="generic", show_default=True, envvar="EDGE_APP_BOARD",
                     help="Board whose factory settings hold."),
        click.option("--override", type=click.Path(path_type=Path), envvar="EDGE_APP_OVERRIDE",
                     help=f"Settings file over the factory's.  [default: {OVERRIDE}, where there is one]"),
        # The configuration checks the values and tells what is wrong, wherever they come from.
        click.option("--runtime", metavar="|".join(get_args(Runtime)), help="What runs the graph, in place of what was tuned."),
        click.option("--precision", metavar="int8|fp32", help="Which graph of the bundle runs."),
        click.option("--threads", type=int, help="Threads of the inference runtime."),
    ):  # fmt: skip
        command = option(command)
    return command


def which_bundle(command: Command) -> Command:
    """The options of every command that looks at a bundle."""
    for option in (
        click.option("--bundle", type=click.Path(path_type=Path),
                     help="Folder of the model bundle.  [default: the one shipped]"),
        # No environment variable: whose bundles run is nothing to be inherited unseen.
        click.option("--keys", type=click.Path(path_type=Path),
                     help="Folder of public keys (*.pub) to trust beside those shipped."
                          f"  [default: {DEVICE_KEYS}, where there is one]"),
    ):  # fmt: skip
        command = option(command)
    return command


def bundle_options(command: Command) -> Command:
    """The options of every command that loads a bundle, to run it."""
    return configuration_options(which_bundle(command))


def model_options(command: Command) -> Command:
    """The options of every command that analyses frames."""
    roi = click.option("--roi", type=Roi.parse, metavar="X,Y,W,H",
                       help="Region of interest in source pixels.  [default: middle of the image field]")  # fmt: skip
    heatmap = click.option("--heatmap", type=click.Choice(["coarse", "fine"]),
                           help="Places of the heatmap: 7 x 7, or 14 x 14 in about twice the time.")  # fmt: skip
    return bundle_options(roi(heatmap(command)))


def one_line(text: str) -> str:
    """A file's name may hold anything; a complaint is one line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
