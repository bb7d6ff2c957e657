"""The gate for a guard: what its texture model must have done to crops that it did not know before it may go into a bundle.

The measured share has to meet its limit. Sources have a few dozen crops each, so most intervals reach beyond the limits: such a
criterion is met as far as was measured, and said to be undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from edge_app.guard.scope import MeasuredShare
from quantize.evaluation.gate import Criterion
from quantize.guard.rates import ALL, Question, Rate

REJECTED, REJECTED_OF_ONE = 0.05, 0.10  # of muscle, at most: of all sources and of every grade; of any one source
OTHER_THINGS, DRAWN_THINGS = 0.90, 0.95  # of what is no muscle, at least: real images; drawn ones
LONGITUDINAL, TRANSVERSE = 0.90, 0.05  # recognised, at least; transverse views called longitudinal, at most
REMEDY = "fit the guard on more sources, or improve its texture model"


def assess_guard(measured: Sequence[MeasuredShare]) -> tuple[Criterion, ...]:
    """Every criterion of a guard's measured shares. What was not measured is NaN, and fails."""

    def of(question: Question) -> tuple[MeasuredShare, ...]:
        return tuple(one for one in measured if one.question == question.value and one.part != ALL)

    return (
        _at_most("muscle wrongly rejected, all sources", of(Question.REJECTED), REJECTED),
        *(_at_most(f"muscle wrongly rejected, {one.part}", (one,), REJECTED_OF_ONE) for one in of(Question.REJECTED)),
        _at_most("simulated muscle wrongly rejected, all grades", of(Question.REJECTED_BY_GRADE), REJECTED),
        *(_at_most(f"simulated muscle wrongly rejected, {one.part}", (one,), REJECTED) for one in of(Question.REJECTED_BY_GRADE)),
        # Whichever half of the model refuses an image, it gets no answer: the view counts, for a guard of one view.
        _at_least("real images of other things without an answer", of(Question.OTHER_THINGS), OTHER_THINGS),
        _at_least("drawn images of other things without an answer", of(Question.DRAWN_THINGS), DRAWN_THINGS),
        _at_least("longitudinal views recognised", of(Question.LONGITUDINAL), LONGITUDINAL),
        _at_most("transverse views called longitudinal", of(Question.TRANSVERSE), TRANSVERSE),
        _at_most("simulated transverse views called longitudinal", of(Question.TRANSVERSE_BY_GRADE), TRANSVERSE),
    )


def _at_most(name: str, parts: Iterable[MeasuredShare], limit: float) -> Criterion:
    return _criterion(name, parts, limit, at_least=False)


def _at_least(name: str, parts: Iterable[MeasuredShare], limit: float) -> Criterion:
    return _criterion(name, parts, limit, at_least=True)


def _criterion(name: str, parts: Iterable[MeasuredShare], limit: float, at_least: bool) -> Criterion:
    """Of the crops of all parts together."""
    pairs = [(one.count, one.of) for one in parts]
    count, of = (sum(pair[i] for pair in pairs) for i in (0, 1))
    if not of:
        return Criterion(f"{name} (no crops)", float("nan"), limit, at_least)
    return Criterion(f"{name} ({count} of {of} crops)", count / of, limit, at_least, Rate(name, count, of).interval)
