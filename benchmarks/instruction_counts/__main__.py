"""Instructions of the hot path against those kept with the code. `python -m benchmarks.instruction_counts`

Valgrind counts what its own processor executes: it has AVX2 at most and no VNNI, so the counts say whether the code does more
than it did, not how long anything takes here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from benchmarks.instruction_counts.baseline import (
    BASELINE,
    Baseline,
    conditions_differ,
    faults,
    former_baseline,
    parse,
    why_fault,
    written,
)
from benchmarks.instruction_counts.callgrind import CannotCountError, Counted, conditions_before_counting, count_instructions


@click.command()
@click.option("--update", is_flag=True, help="Keep the new counts. Commit them with the change that they come from.")
@click.option("--why", default="", help="Why they changed, in a sentence; with --update.")
@click.option("--baseline", "file", type=click.Path(path_type=Path), default=BASELINE, help="The counts that are kept.")
@click.pass_context
def main(ctx: click.Context, update: bool, why: str, file: Path) -> None:
    """Count the instructions of each stage; fail where one has grown by more than 3 %."""
    kept = _read(file)
    if update and (not why.strip() or (kept and why == kept.why)):
        raise click.UsageError("--update needs --why with a reason that was not given before")
    if not update and kept is None:
        raise click.ClickException(f"{file} is not there; --update --why TEXT writes it")
    count: Callable[[], Counted] = ctx.obj or count_instructions
    try:
        if kept and not update and ctx.obj is None and (reason := _cannot_hold(kept)):
            raise CannotCountError(reason)
        counted = count()
        if kept and not update and (reason := conditions_differ(kept.conditions, counted.conditions)):
            raise CannotCountError(reason)
    except CannotCountError as exc:
        click.echo(f"skipped: {exc}")
        return
    click.echo(table(kept, counted))
    if update:
        file.write_text(written(Baseline(why, counted.conditions, counted.counts)))
        return
    assert kept is not None
    found = list(faults(kept.counts, counted.counts).values())
    if reason := why_fault(kept, former_baseline(file)):
        found.append(reason)
    if found:
        raise click.ClickException("\n".join(found))


def table(kept: Baseline | None, counted: Counted) -> str:
    """One line a stage."""
    lines = [f"{'stage':28} {'instructions':>14} {'kept':>14} {'change':>8}"]
    for stage, count in counted.counts.items():
        before = kept.counts.get(stage) if kept else None
        change = f"{before:14,} {count / before - 1:+8.2%}" if before else f"{'none':>14}"
        lines.append(f"{stage:28} {count:14,} {change}")
    return "\n".join(lines)


def _read(file: Path) -> Baseline | None:
    try:
        return parse(file.read_text())
    except FileNotFoundError:
        return None
    except ValueError as exc:
        raise click.ClickException(f"{file}: {exc}") from exc


def _cannot_hold(kept: Baseline) -> str:
    """Why the counts would say nothing here, as far as that is known before they are made. Raises CannotCountError."""
    here = replace(conditions_before_counting(), processor=kept.conditions.processor)
    return conditions_differ(kept.conditions, here)


if __name__ == "__main__":
    main()
