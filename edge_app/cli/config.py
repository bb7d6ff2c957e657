"""`edge-app config`: which settings apply."""

from __future__ import annotations

import json
from pathlib import Path

import click

from edge_app.cli import wiring
from edge_app.cli.group import Command
from edge_app.cli.options import ConfigOptions, EngineOptions, config_options, engine_options


@click.command(
    "config",
    cls=Command,
    examples=(
        "edge-app config",
        "edge-app config --board raspberry-pi-5 --threads 2",
        "edge-app config --board raspberry-pi-5 --system-files system    # what `edge-app setup` would write, to look at",
    ),
)
@click.option(
    "--system-files",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write the system's files of the board into FOLDER, instead of printing.",
)
@engine_options
@config_options
def command(engine: EngineOptions, config: ConfigOptions, system_files: Path | None) -> None:
    """Print the board, the merged configuration and where each value comes from."""
    board = wiring.board(config)
    if system_files is not None:
        write_system_files(config, system_files)
        return
    origins = (*wiring.configuration(config, engine).origins, *wiring.system_configuration(config).origins)
    click.echo(f"{f'board = {json.dumps(board.name)}':40}  # {board.why}")
    for origin in origins:
        click.echo(f"{f'{origin.key} = {json.dumps(origin.value)}':40}  # {origin.source}")


def write_system_files(config: ConfigOptions, folder: Path) -> None:
    """Each file below the folder, and a line on why it is there. Raises ConfigError."""
    from edge_app.device_setup.install import install
    from edge_app.device_setup.system_files import files_for

    files = files_for(wiring.system_configuration(config).settings)
    install(files, folder)
    for file in files:
        click.echo(f"{file.path:64}  # {file.why}")
