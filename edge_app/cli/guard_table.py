"""What a guard was measured to do, as a table that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from edge_app.guard.scope import GuardScope, MeasuredShare

ALL = "all"  # the part that is all others together, where there is one
FEW = 4  # parts; more are shown as the lowest and the highest share
WIDTH = 80  # characters


def guard_table(scope: GuardScope, every: bool) -> Iterator[str]:
    """A heading for each question and a line for each part of it; of many only the lowest and highest share, unless `every`."""
    yield f"  {'':22}{'crops':>11}  {'share':>7}  95 % interval"
    for question, shares in scope.questions().items():
        yield from wrap(question, WIDTH, initial_indent="  ", subsequent_indent="    ")
        yield from (_line(name, share) for name, share in (_each(shares) if every else _few(shares)))


def _each(shares: Sequence[MeasuredShare]) -> list[tuple[str, MeasuredShare]]:
    return [(share.part, share) for share in shares]


def _few(shares: Sequence[MeasuredShare]) -> list[tuple[str, MeasuredShare]]:
    together = [share for share in shares if share.part == ALL]
    parts = [share for share in shares if share.part != ALL and share.of]
    if len(parts) <= FEW:
        return _each(shares)
    lowest, highest = (choose(parts, key=lambda one: one.share) for choose in (min, max))
    if lowest.share == highest.share:
        fewest = min(parts, key=lambda one: one.of)
        return [(f"all alike: {fewest.part}", fewest), *_each(together)]
    return [(f"lowest: {lowest.part}", lowest), (f"highest: {highest.part}", highest), *_each(together)]


def _line(name: str, share: MeasuredShare) -> str:
    counts = f"{share.count} of {share.of}"
    return f"    {name:20.30}{counts:>11}  {100 * share.share:5.1f} %  {100 * share.low:.1f}-{100 * share.high:.1f} %"
