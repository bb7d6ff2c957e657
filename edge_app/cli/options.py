"""Options that several commands share, each declared once. They arrive as a frozen dataclass."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

import click

from edge_app.config import DETECT, DEVICE_KEYS, OVERRIDE, VALIDATION_KEYS, RuntimeSetting

Decorated = Callable[..., Any]


@dataclass(frozen=True)
class ConfigOptions:
    """Which settings hold."""

    board: str  # "detect": the board that this machine is
    override: Path | None  # None: /etc/edge-app/override.toml, where there is one


@dataclass(frozen=True)
class EngineOptions:
    """Settings of the engine, in place of what is configured. None: as configured."""

    runtime: str | None = None
    precision: str | None = None
    threads: int | None = None
    heatmap: str | None = None

    def settings(self) -> dict[str, object]:
        """As `config.load` takes them: "engine.name" -> value."""
        return {f"engine.{field.name}": getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class ModelOptions:
    """Which model bundle runs, and whose signature is accepted."""

    bundle: Path | None  # None: the shipped one
    keys: Path | None  # None: the folder of the device, where there is one


def config_options(command: Decorated) -> Decorated:
    """Gives the command `config`, a ConfigOptions."""
    return gathered(command, "config", ConfigOptions, [
        click.option("--board", default=DETECT, show_default=True, envvar="EDGE_APP_BOARD",
                     help="Board whose factory settings apply; the default is the one that this machine is."),
        click.option("--override", type=click.Path(path_type=Path), envvar="EDGE_APP_OVERRIDE",
                     help=f"Settings file that overrides the factory's.  [default: {OVERRIDE}, if it exists]"),
    ])  # fmt: skip


def profile_options(command: Decorated) -> Decorated:
    """Gives the command `profiles`, the folder or None, and `config`."""
    folder = click.option("--profiles", help="Folder of the device profiles.  [default: capture.device_profiles of the settings]")
    return folder(config_options(command))


def engine_options(command: Decorated) -> Decorated:
    """Gives the command `engine`, an EngineOptions. The configuration checks the values, wherever they come from."""
    return gathered(command, "engine", EngineOptions, [
        click.option("--runtime", metavar="|".join(get_args(RuntimeSetting)),
                     help="Inference runtime, instead of the configured one."),
        click.option("--precision", metavar="int8|fp32", help="Which graph of the bundle runs."),
        click.option("--threads", type=int, help="Threads of the inference runtime."),
        click.option("--heatmap", metavar="coarse|fine", help="Grid of the heatmap: 7 x 7, or 14 x 14 in about twice the time."),
    ])  # fmt: skip


def model_options(command: Decorated) -> Decorated:
    """Gives the command `model`, a ModelOptions."""
    return gathered(command, "model", ModelOptions, [
        click.option("--bundle", type=click.Path(path_type=Path), help="Folder of the model bundle.  [default: the shipped one]"),
        # No environment variable: whose bundles run must not be inherited unnoticed.
        click.option("--keys", type=click.Path(path_type=Path),
                     help="Folder of public keys (*.pub) to trust besides the shipped ones."
                          f"  [default: {DEVICE_KEYS}, if it exists]"),
    ])  # fmt: skip


def validation_keys_option(command: Decorated) -> Decorated:
    """Gives the command `validation_keys`, the folder or None. No environment variable, as for the keys of bundles."""
    return click.option(
        "--validation-keys",
        type=click.Path(path_type=Path),
        help=f"Folder of public keys (*.pub) whose site validations are accepted.  [default: {VALIDATION_KEYS}, if it exists]",
    )(command)


def gathered(command: Decorated, name: str, into: type[Any], options: Sequence[Callable[[Decorated], Decorated]]) -> Decorated:
    """The command with these options, whose values it gets as one `into` called `name`; an option is called as its field."""

    @functools.wraps(command)
    def with_options(*args: Any, **values: Any) -> Any:
        values[name] = into(**{field.name: values.pop(field.name) for field in fields(into)})
        return command(*args, **values)

    wrapped: Decorated = with_options
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped
