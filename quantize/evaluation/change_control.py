"""What may change from one bundle to the next without a new validation, and what was kept that may not be.

Every part of a manifest has a class. A figure belongs to what it was measured of: where that changed and the figure did not, it
was carried over and says nothing of the new bundle, unless it is known to have been measured again and to have come out the same.
docs/CHANGE_CONTROL.md is this in words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from edge_app.bundle.loader import FINE, GOLDEN, GUARD, GUARD_GOLDEN, HEAD, Precision
from edge_app.bundle.manifest import Manifest
from edge_app.records import SIMULATED_SOURCE
from quantize.evaluation.gate import GateError

MEASURE_AGAIN = "make the bundle again with `python -m quantize release`, which measures it"


class ChangeClass(str, Enum):
    """What a change asks for."""

    NOTHING = "nothing"
    GATE = "the gate again"
    VALIDATION = "the gate, and a new validation at every site"


@dataclass(frozen=True)
class Component:
    """A part of a bundle that changes as one."""

    name: str  # in words
    asks_for: ChangeClass
    of: Callable[[Manifest], object]  # what it is made of; compared by equality
    figures: tuple[str, ...] = ()  # names in FIGURES that are measured of it


FIGURES: dict[str, Callable[[Manifest], object]] = {
    "the accuracy of INT8": lambda m: m.measured,
    "the accuracy of INT8 for LiteRT": lambda m: m.litert and m.litert.measured,
    "the agreement of the fine heatmap": lambda m: m.fine and (m.fine.cosine_median, m.fine.cosine_p5),
    "the shares of the guard": lambda m: m.guard and m.guard.measured,
    "the coverage of the indeterminate band": lambda m: (
        m.indeterminate and (m.indeterminate.coverage, m.indeterminate.selective_accuracy, m.indeterminate.curve)
    ),
}
INT8_FIGURES, LITERT_FIGURES, _FINE, _GUARD, _BAND = FIGURES


def _file(name: str) -> Callable[[Manifest], object]:
    return lambda m: m.files.get(name)


COMPONENTS = (
    Component("kind and labels", ChangeClass.VALIDATION, lambda m: (m.kind, m.labels, m.classes), (INT8_FIGURES, LITERT_FIGURES)),
    Component("intended use", ChangeClass.VALIDATION, lambda m: m.intended_use),
    Component("muscles", ChangeClass.VALIDATION, lambda m: m.muscles),
    Component(
        "weights",
        ChangeClass.VALIDATION,
        lambda m: (m.files.get(Precision.FP32.file), m.files.get(HEAD), m.parameters),
        (INT8_FIGURES, LITERT_FIGURES, _FINE, _BAND),
    ),
    Component("training data", ChangeClass.VALIDATION, lambda m: m.training_data, (INT8_FIGURES, LITERT_FIGURES)),
    Component(
        "preprocessing",
        ChangeClass.VALIDATION,
        lambda m: (m.preprocessing, m.input_shape),
        (INT8_FIGURES, LITERT_FIGURES, _FINE, _BAND),
    ),
    Component("temperature", ChangeClass.VALIDATION, lambda m: m.temperature, (INT8_FIGURES, LITERT_FIGURES, _BAND)),
    Component("threshold", ChangeClass.VALIDATION, lambda m: m.decision_threshold, (INT8_FIGURES, LITERT_FIGURES)),
    Component("indeterminate band", ChangeClass.VALIDATION, lambda m: m.band, (_BAND,)),
    Component("guard", ChangeClass.VALIDATION, _file(GUARD), (_GUARD,)),
    Component(
        "what may be judged",
        ChangeClass.VALIDATION,
        lambda m: m.guard and (m.guard.region_width_mm, m.guard.region_height_mm, m.guard.view),
    ),
    Component("INT8 graph", ChangeClass.GATE, lambda m: (m.files.get(Precision.INT8.file), m.recipe), (INT8_FIGURES,)),
    Component(
        "LiteRT graph",
        ChangeClass.GATE,
        lambda m: (m.files.get(Precision.INT8_LITERT.file), m.litert and m.litert.recipe),
        (LITERT_FIGURES,),
    ),
    Component("heatmap", ChangeClass.GATE, lambda m: (m.heat_scale, m.fine and m.fine.heat_scale, m.files.get(FINE)), (_FINE,)),
    Component(
        "golden vectors",
        ChangeClass.GATE,
        lambda m: (
            m.files.get(GOLDEN),
            m.files.get(GUARD_GOLDEN),
            m.golden,
            m.litert and (m.litert.tolerance, m.litert.reference_engine),
            m.fine and (m.fine.fp32, m.fine.int8),
        ),
    ),
    Component("devices listed as validated", ChangeClass.GATE, lambda m: m.validated),
    Component("drift references", ChangeClass.NOTHING, lambda m: m.drift),
    Component("name and date", ChangeClass.NOTHING, lambda m: (m.name, m.created, m.schema)),
)


def changed(old: Manifest, new: Manifest) -> tuple[Component, ...]:
    """The parts in which two bundles differ, in the order of COMPONENTS."""
    return tuple(one for one in COMPONENTS if one.of(old) != one.of(new))


def kept(old: Manifest, new: Manifest, measured_again: Collection[str] = ()) -> Iterator[str]:
    """What the new bundle has from the old one though it may not, each as "X changed, but Y is that of the old bundle".

    measured_again: names in FIGURES that are known to be of the new bundle, whatever they are.
    """
    parts = changed(old, new)
    for name, figure in FIGURES.items():
        of = [part.name for part in parts if name in part.figures]
        if of and name not in measured_again and figure(new) is not None and figure(new) == figure(old):
            yield f"{_listed(of)} changed, but {name} is still that of the old bundle"
    needed = [part.name for part in parts if part.asks_for is ChangeClass.VALIDATION]
    # The gate's own images are the simulated probe's, so it validates that device each time; no other one.
    devices = [one.device for one in new.validated if one in old.validated and not _is_validated_by_gate(one.device, new)]
    if needed and devices:
        yield (
            f"{_listed(needed)} changed, but {_listed(sorted(set(devices)))} {'is' if len(devices) == 1 else 'are'} still "
            "listed as validated"
        )


def require_own_evidence(old: Manifest, old_id: str, new: Manifest, measured_again: Collection[str] = ()) -> None:
    """Raise GateError when the new bundle keeps what was measured or validated of the old one; the rest as of `kept`."""
    if found := list(kept(old, new, measured_again)):
        raise GateError(
            f"the bundle cannot succeed {old_id}: {'; '.join(found)}; {MEASURE_AGAIN}, and list only devices it was validated on"
        )


def change_lines(old: Manifest, old_id: str, new: Manifest) -> Iterator[str]:
    """What changed and what that asks for, a line each."""
    parts = changed(old, new)
    yield f"Against {old_id}:" if parts else f"Against {old_id} nothing has changed."
    for part in parts:
        yield f"  {part.name} changed, which asks for {part.asks_for.value}"
    if any(part.asks_for is ChangeClass.VALIDATION for part in parts):
        yield "  Sites that use it validate again before it gives labels there: `python -m quantize validate`."


def _is_validated_by_gate(device: str, new: Manifest) -> bool:
    return device == SIMULATED_SOURCE and new.training_data.simulated and new.measured is not None


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
