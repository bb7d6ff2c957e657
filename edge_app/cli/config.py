"""`edge-app config`: which settings apply."""

from __future__ import annotations

import json

import click

from edge_app.cli import wiring
from edge_app.cli.group import Command
from edge_app.cli.options import ConfigOptions, EngineOptions, config_options, engine_options


@click.command("config", cls=Command, examples=("edge-app config", "edge-app config --board raspberry-pi-5 --threads 2"))
@engine_options
@config_options
def command(engine: EngineOptions, config: ConfigOptions) -> None:
    """Print the merged configuration and where each value comes from."""
    for origin in wiring.configuration(config, engine).origins:
        click.echo(f"{f'{origin.key} = {json.dumps(origin.value)}':40}  # {origin.source}")
