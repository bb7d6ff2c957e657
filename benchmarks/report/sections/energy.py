"""Energy of an inference, where the board has a sensor."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Column, Row, Section, Table
from benchmarks.report.entry import Entry, marks
from benchmarks.report.numbers import median_ms, or_none

_COLUMNS = (
    Column("machine", words=True),
    Column("runtime", words=True),
    Column("mJ an inference"),
    Column("W meanwhile"),
    Column("sensor", words=True),
)


def section(entries: Sequence[Entry]) -> Section:
    """Every measured configuration, the most frugal first; a machine without a sensor has one row that says why."""
    rows = tuple(row for entry in entries for row in _rows(entry))
    caption = (
        "Of the whole board, its idle power included, and as good as the sensor that is named. "
        "W meanwhile: the energy over the median time."
    )
    return Section("Energy", (Table(_COLUMNS, rows, caption),))


def _rows(entry: Entry) -> list[Row]:
    sensor = entry.result.sensors.energy
    measured = sorted((one for one in entry.result.engines if one.energy_mj is not None), key=lambda one: one.energy_mj or 0.0)
    if not measured:
        return [Row((entry.result.machine.name, "none", "none", "none", sensor), marks(entry, ""), entry.number)]
    rows = []
    for one in measured:
        median = median_ms(one.inference)
        watts = one.energy_mj / median if one.energy_mj is not None and median else None
        rows.append(
            Row(
                (entry.result.machine.name, one.configuration.name, or_none(one.energy_mj), or_none(watts), sensor),
                marks(entry, one.void),
                entry.number,
            )
        )
    return rows
