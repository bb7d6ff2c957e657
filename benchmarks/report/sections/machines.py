"""What was measured on, and with what."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Column, Row, Section, Table
from benchmarks.report.entry import Entry
from benchmarks.report.numbers import or_none
from benchmarks.result.records import Result

_SHOWN_HASH = 12  # digits


def section(entries: Sequence[Entry]) -> Section:
    """One column for each machine."""
    described = [_describe(entry.result) for entry in entries]
    columns = (Column("", words=True), *(Column(entry.name, words=True) for entry in entries))
    rows = tuple(Row((name, *(one[name] or "none" for one in described))) for name in described[0])
    packages = sorted({name for entry in entries for name in entry.result.software.packages})
    versions = tuple(Row((name, *(entry.result.software.packages.get(name, "none") for entry in entries))) for name in packages)
    return Section(
        "Machines and software", (Table(columns, rows), Table(columns, versions, "Versions of the packages that were used."))
    )


def _describe(result: Result) -> dict[str, str]:
    machine, software = result.machine, result.software
    return {
        "board": machine.board,
        "processor": machine.processor,
        "cores": str(machine.cores),
        "arithmetic": ", ".join(machine.flags),
        "memory": f"{machine.memory_mb} MiB",
        "GPU": machine.gpu,
        "system": machine.system,
        "kernel": machine.kernel,
        "governor": machine.governor,
        "Python": machine.python,
        "USB": "; ".join(machine.usb),
        "temperature": result.sensors.temperature,
        "clock": result.sensors.clock,
        "throttling": result.sensors.throttle,
        "energy": result.sensors.energy,
        "other programs": result.sensors.foreign,
        "sampler's own cost": f"{or_none(result.sampler_cost_percent, 2)} % of one core",
        "measured": f"{result.made}, {result.mode}",
        "command": result.command,
        "project": f"{software.project_version}, commit {software.commit[:_SHOWN_HASH] or 'unknown'}",
        "lock": software.lock_sha256[:_SHOWN_HASH],
        "bundle": f"{software.bundle_id}, {software.bundle_sha256[:_SHOWN_HASH]}",
    }
