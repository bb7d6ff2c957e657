"""How many images an interval of the wanted width takes here."""

from __future__ import annotations

from collections.abc import Iterator

from quantize.evaluation.validation.outcomes import Outcomes
from quantize.evaluation.validation.records import PlannedSize, Rates
from quantize.statistics.sample_size import size_needed


def planned_sizes(o: Outcomes, measured: Rates, width: float) -> Iterator[PlannedSize]:
    """For sensitivity and specificity of the images with a label; nothing for a class of which none has one. width: 0-1."""
    for index, rate, found in ((1, "sensitivity", measured.sensitivity), (0, "specificity", measured.specificity)):
        own = o.answered & (o.labels == index)
        if not own.any():
            continue
        share = float(own.sum() / o.answered.sum())
        size = size_needed(o.right[own], o.subjects[own], share, width)
        yield PlannedSize(
            rate=rate,
            width=width,
            width_here=None if found is None else found.high - found.low,
            expected=size.expected,
            design_effect=size.design_effect,
            of_class=size.of_class,
            images=size.images,
            subjects=size.subjects,
        )
