"""`edge-app drift`: whether the devices still give what the bundle was validated on."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

import click

from edge_app.cli import exam_wiring, wiring
from edge_app.cli.group import Group
from edge_app.cli.options import ConfigOptions, ModelOptions, config_options, model_options
from edge_app.cli.output import one_line
from edge_app.cli.store_access import Access, access_to, store_options
from edge_app.errors import ConfigError


@click.group(
    "drift",
    cls=Group,
    examples=(
        "edge-app drift status",
        "edge-app drift summary --month 2026-11 --to november.md",
        "edge-app drift acknowledge",
    ),
)
@store_options
@config_options
@click.pass_context
def command(ctx: click.Context, folder: Path | None, user: str | None, config: ConfigOptions) -> None:
    """Show, summarise and acknowledge what a device's images have drifted by.

    Each finished exam counts: echo intensity, texture, score and images not judged, against the bundle's reference for that
    device. The PIN is asked for, or read from the environment variable EDGE_APP_PIN. Nothing shown here names a patient.
    """
    ctx.obj = access_to(config, folder, user)


@command.command("status", examples=("edge-app drift status", "edge-app drift status --json"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def status(access: Access, as_json: bool) -> None:
    """Show each device: patients, the strongest signal, an open alarm with its advice, and the agreement of all exams."""
    from edge_app.drift.agreement import count_agreement
    from edge_app.drift.monitor import MonitorState
    from edge_app.drift.status import device_status

    with access.unlock() as store:
        states = {(state.device, state.bundle): state for state in store.drift.states()}
        exams = store.drift.exams()
    found = [
        device_status(
            states.get(key, MonitorState(*key)), count_agreement((exam.network, exam.clinician) for exam in exams.get(key, ()))
        )
        for key in sorted(states.keys() | exams.keys())
    ]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
        return
    if not found:
        click.echo("no exam with images has been finished since drift is recorded; older exams are not counted")
    for one in found:
        for line in one.lines:
            click.echo(one_line(line))


@command.command(
    "summary",
    examples=(
        "edge-app drift summary    # of this month",
        "edge-app drift summary --month 2026-11 --to november.md",
    ),
)
@click.option("--month", help="Month, such as 2026-11.  [default: this one, UTC]")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), help="File to write: .md, or .json.")
@model_options
@click.pass_obj
def summary(access: Access, month: str | None, file: Path | None, model: ModelOptions) -> None:
    """Sum a month up for each device, without identities, as Markdown or JSON: counts, means, alarms and agreement."""
    from edge_app.drift.summary import monthly_summary
    from edge_app.system.atomic_write import write_output

    month = _month(month)
    if file is not None and file.suffix not in (".md", ".json"):
        raise ConfigError(f"{file} ends in neither .md nor .json; say which it is to be")
    bundle = wiring.model_bundle(model)
    profiles = wiring.devices_with_validations(wiring.configuration(access.config).settings.capture)
    references = exam_wiring.drift_references(bundle, profiles)
    with access.unlock() as store:
        found = [
            monthly_summary(month, *key, exams, store.drift.alarms(month, *key), references(*key))
            for key, exams in store.drift.exams(month).items()
        ]
    page = (
        "\n".join(one.to_markdown() for one in found)
        or f"No exam was finished in {month} since drift is recorded; older exams are not counted.\n"
    )
    if file is None:
        click.echo(page, nl=False)
        return
    text = json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False) + "\n" if file.suffix == ".json" else page
    write_output(file, text.encode())
    click.echo(f"{file}: {month}, {len(found)} devices")


@command.command("acknowledge", examples=("edge-app drift acknowledge",))
@click.option("--device", help="Only of this device, as `status` names it.  [default: of all]")
@click.pass_obj
def acknowledge(access: Access, device: str | None) -> None:
    """Close open alarms, as a supervisor who dealt with them. Watching begins anew, and alarms if the shift is still there."""
    with access.unlock_as_supervisor() as store:
        alarmed = [state for state in store.drift.open_alarms() if device in (None, state.device)]
        for state in alarmed:
            store.acknowledge_drift(state.device, state.bundle)
            click.echo(one_line(f"{state.device} with {state.bundle}: the alarm is closed, watching begins anew"))
    if not alarmed:
        click.echo("no drift alarm is open" + (f" for {one_line(device)}" if device else ""))


def _month(text: str | None) -> str:
    now = datetime.now(timezone.utc).strftime("%Y-%m")
    try:
        return now if text is None else datetime.strptime(text, "%Y-%m").strftime("%Y-%m")
    except ValueError as exc:
        raise ConfigError(f"{text!r} is no month; write it like {now}") from exc
