"""What must be known before a figure is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Mark, Notice, Paragraph, Section
from benchmarks.report.entry import Entry


def section(entries: Sequence[Entry]) -> Section:
    """Screening, interrupted and void results, and what is not the same in all of them."""
    notices = [notice for entry in entries for notice in _of_one(entry)]
    if len({entry.result.software.bundle_sha256 for entry in entries}) > 1:
        notices.append(Notice(Mark.NONE, "The results are of different bundles: a ratio compares networks as well as machines."))
    if len({entry.result.software.commit for entry in entries}) > 1:
        notices.append(Notice(Mark.NONE, "The results were made by different commits of the project."))
    sound = [] if notices else [Paragraph("All results are complete, none is a screening, and nothing in them is void.")]
    return Section("Before you quote a figure", (*notices, *sound))


def _of_one(entry: Entry) -> list[Notice]:
    result, found = entry.result, []
    if not entry.timed:
        text = "is a functional run: every runtime and stage had to work once. Nothing was timed, so it says nothing of speed."
        found.append(Notice(Mark.UNTIMED, f"{entry.name} {text}"))
        failed = [one for one in result.checks if one.error]
        found += [Notice(Mark.FAILED, f"{entry.name}, {one.configuration.name}: {one.error}") for one in failed]
    if result.screening:
        found.append(
            Notice(
                Mark.SCREENING,
                f"{entry.name} was measured with --quick: good for choosing what to measure, too short to be quoted.",
            )
        )
    if not result.complete:
        found.append(Notice(Mark.SCREENING, f"{entry.name} was interrupted: what it had not measured yet is missing."))
    void = [(one.configuration.name, one.void) for one in result.engines]
    void += [(f"pipeline by {one.configuration.name}", one.void) for one in result.pipelines]
    void += [(f"screen {one.starts[0].display}", one.void) for one in result.screens]
    reasons = dict.fromkeys(why for _, why in void if why)
    found += [Notice(Mark.VOID, f"{entry.name}, {'; '.join(name for name, own in void if own == why)}: {why}") for why in reasons]
    return found
