"""What is compared: results with a letter each, the fastest of each, and ratios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.report.document import Mark, letter_of
from benchmarks.report.numbers import NONE, median_ms, with_interval
from benchmarks.result.records import Configuration, EngineResult, PipelineResult, Result
from benchmarks.result.timing import Timing
from benchmarks.statistics.bootstrap import Times, ratio_interval
from edge_app.errors import ConfigError

MAX_ENTRIES = 6  # so many colours are told apart


@dataclass(frozen=True)
class Entry:
    """One result of the comparison."""

    number: int  # from 0: its colour, and its letter
    result: Result
    times: Mapping[str, Times] = field(
        default_factory=dict
    )  # name of a configuration -> its inferences in ms, where the file is there

    @property
    def timed(self) -> bool:
        """Whether there is any time in it: a functional run has none."""
        return self.result.mode != "functional"

    @property
    def letter(self) -> str:
        return letter_of(self.number)

    @property
    def name(self) -> str:
        return f"{self.letter} {self.result.machine.name}"


@dataclass(frozen=True)
class Ratio:
    """Of two medians; how many times as long."""

    value: float
    low: float | None  # 95 % interval, both sides' process starts drawn anew; None where a side has fewer than two
    high: float | None

    def __str__(self) -> str:
        return with_interval(self.value, self.low, self.high)


def as_entries(results: Sequence[Result], times: Sequence[Mapping[str, Times]]) -> tuple[Entry, ...]:
    """In their order. Raises ConfigError for more results than a page tells apart, and where ratios would be to no time."""
    if len(results) > MAX_ENTRIES:
        raise ConfigError(f"{len(results)} results are too many for one page: compare at most {MAX_ENTRIES}")
    entries = tuple(Entry(i, result, seen) for i, (result, seen) in enumerate(zip(results, times, strict=True)))
    if not entries[0].timed and any(entry.timed for entry in entries):
        raise ConfigError("the first result is a functional run, which has no times to compare with; name a measured one first")
    return entries


def fastest(result: Result) -> EngineResult | None:
    """The runtime with the lowest median that is not void."""
    sound = [one for one in result.engines if not one.void and median_ms(one.inference) is not None]
    return min(sound, key=lambda one: median_ms(one.inference) or 0.0, default=None)


def with_configuration(result: Result, configuration: Configuration) -> EngineResult | None:
    """The same runtime, precision, threads and spinning; its version and graph may differ."""
    return next((one for one in result.engines if one.configuration.name == configuration.name), None)


def ratio(ours: Timing, first: Timing) -> Ratio | None:
    """Median of ours / median of the first; None where either has none."""
    over, under = median_ms(ours), median_ms(first)
    if over is None or not under:
        return None
    around = ratio_interval(ours.start_medians_ms, first.start_medians_ms)
    # The intervals are of means over starts, the medians of all times: widened to hold what they surround.
    low, high = (min(around[0], over / under), max(around[1], over / under)) if around else (None, None)
    return Ratio(over / under, low, high)


def ratio_text(ours: EngineResult | PipelineResult, first: EngineResult | PipelineResult | None) -> str:
    """ "1" for the first itself, "none" where there is nothing sound to divide by."""
    if ours is first and not ours.void:
        return "1"
    found = None if first is None or ours.void or first.void else ratio(_timing(ours), _timing(first))
    return NONE if found is None else str(found)


def marks(entry: Entry, void: str, best: bool = False) -> tuple[Mark, ...]:
    """Of a row of its table."""
    found = [(Mark.VOID, bool(void)), (Mark.FASTEST, best), (Mark.SCREENING, entry.result.screening)]
    return tuple(mark for mark, holds in found if holds)


def _timing(one: EngineResult | PipelineResult) -> Timing:
    return one.inference if isinstance(one, EngineResult) else one.timing
