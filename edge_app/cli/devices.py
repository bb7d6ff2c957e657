"""`edge-app devices`: what is plugged in."""

from __future__ import annotations

import json

import click

from edge_app.cli import wiring
from edge_app.cli.group import Command
from edge_app.cli.output import one_line


@click.command("devices", cls=Command, examples=("edge-app devices", "edge-app devices --json"))
@click.option("--json", "as_lines", is_flag=True, help="A line of JSON for each device.")
def command(as_lines: bool) -> None:
    """List the capture devices that are plugged in.

    Of each its identity, and the formats, sizes and rates that it offers.
    """
    from edge_app.capture.devices.listing import camera_as_json, camera_lines, device_as_json, device_lines

    devices, cameras = wiring.capture_devices()
    if as_lines:
        for listed in [*map(device_as_json, devices), *map(camera_as_json, cameras)]:
            click.echo(json.dumps(listed))
        return
    for lines in [*map(device_lines, devices), *map(camera_lines, cameras)]:
        click.echo("\n".join(map(one_line, lines)))
    if not devices and not cameras:
        click.echo("No capture device is plugged in.")
    click.echo("Other values of --source: simulated; the path of a recording; igtl:HOST:PORT/DEVICE (OpenIGTLink)")
