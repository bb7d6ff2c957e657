"""What the guard does to crops that it did not know, with intervals, as Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from quantize.guard.crop_table import Mask
from quantize.guard.fit import GuardRecipe
from quantize.guard.judging import JudgedCrops
from quantize.guard.rates import Question, Rate
from quantize.guard.sources import DRAWN, GRADES, Role, Variant
from quantize.guard.training_set import Extent


@dataclass(frozen=True)
class Table:
    """Rates of one question."""

    title: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True)
class GuardReport:
    """The figures of one fit."""

    recipe: GuardRecipe
    extent: Extent
    auroc_muscle: float | None  # as seen: real muscle against what is no muscle and real; None: there is none
    auroc_view: float  # as seen, real and simulated
    not_muscle_limit: float
    longitudinal_limit: float
    tables: tuple[Table, ...]

    def as_json(self) -> str:
        """All figures as JSON."""
        tables = {
            table.title: [{**asdict(rate), "share": round(rate.share, 4), "interval": rate.interval} for rate in table.rates]
            for table in self.tables
        }
        return json.dumps({**asdict(self), "tables": tables}, indent=1)

    def as_markdown(self) -> str:
        """The same for people."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield "# What the guard's texture model does"
        yield ""
        yield "Muscle was judged by a model that did not know its source (simulated subjects: one that did not know the subject),"
        yield "what is no muscle by one that did not know its kind; real images of other things took part in no fit."
        yield "The limits were learnt from the same scores of muscle. Intervals: 95 %, Clopper-Pearson, each crop for itself."
        yield ""
        against = "no real image of anything else was given" if self.auroc_muscle is None else f"{self.auroc_muscle:.4f}"
        yield f"AUROC of real muscle against real images of other things: {against}. AUROC of the views: {self.auroc_view:.4f}."
        yield f"Limits: not muscle {self.not_muscle_limit:.3f}, view {self.longitudinal_limit:.3f}. Seed {self.extent.seed}."
        for table in self.tables:
            yield from ("", f"## {table.title}", "", "| | crops | share | interval |", "|---|---|---|---|")
            yield from map(str, table.rates)


def report(judged: JudgedCrops, recipe: GuardRecipe, extent: Extent) -> GuardReport:
    """Count what was flagged, by source, grade and kind."""
    crops = judged.crops
    seen = crops.variant == Variant.AS_SEEN.value
    real = np.asarray(crops.muscle & ~crops.simulated)
    other = np.asarray(~crops.muscle & (crops.kind == ""))
    views = np.asarray(crops.muscle & seen)
    pair = (real | other) & seen
    auroc = float(roc_auc_score(other[pair], judged.not_muscle[pair])) if (other & seen).any() else None
    sources = crops.real_sources()
    names = sorted(set(crops.source[other].tolist()))
    kinds = sorted(set(crops.kind[crops.source == DRAWN].tolist()))
    altered = sorted({kind for kind in crops.kind[(crops.source != DRAWN) & ~crops.drawn_views].tolist() if kind})

    def flags(name: str, mask: Mask, hit: Mask = judged.flagged) -> Rate:
        return Rate(name, int((hit & mask).sum()), int(mask.sum()))

    def by_source(what: str, mask: Mask, hit: Mask = judged.flagged) -> Table:
        parts = [name for name in sources if (mask & (crops.source == name)).any()]
        rates = [flags(name, np.asarray(mask & (crops.source == name)), hit) for name in parts]
        return Table(what, (*rates, flags("all", mask, hit)))

    called = judged.called_longitudinal
    lengthwise, across = (np.asarray(crops.role == role.value) & real for role in (Role.LONGITUDINAL, Role.TRANSVERSE))
    tables = [
        by_source(Question.REJECTED.value, np.asarray(real & seen)),
        *(
            by_source(
                f"Muscle wrongly rejected, {variant.value}, source left out", np.asarray(real & (crops.variant == variant.value))
            )
            for variant in (Variant.DARKER, Variant.BRIGHTER, Variant.VARIED)
        ),
        Table(
            Question.REJECTED_BY_GRADE.value,
            tuple(flags(f"grade {grade}", np.asarray(crops.grade == grade)) for grade in GRADES),
        ),
        Table(
            "Real images of other things rejected, never fitted on",
            tuple(flags(name, np.asarray(other & seen & (crops.source == name))) for name in names),
        ),
        Table(
            Question.OTHER_THINGS.value,
            tuple(flags(name, np.asarray(other & seen & (crops.source == name)), judged.abstained) for name in names),
        ),
        Table(
            "Drawn images of other things rejected, kind left out",
            tuple(flags(kind, np.asarray((crops.source == DRAWN) & (crops.kind == kind))) for kind in kinds),
        ),
        Table(
            Question.DRAWN_THINGS.value,
            tuple(flags(kind, np.asarray((crops.source == DRAWN) & (crops.kind == kind)), judged.abstained) for kind in kinds),
        ),
        Table(
            "Muscle altered into what is none rejected, source left out",
            tuple(flags(kind, np.asarray((crops.kind == kind) & (crops.source != DRAWN))) for kind in altered),
        ),
        by_source(Question.LONGITUDINAL.value, np.asarray(lengthwise & seen), called),
        by_source("Longitudinal views recognised, varied, source left out", np.asarray(lengthwise & ~seen), called),
        by_source(Question.TRANSVERSE.value, np.asarray(across & seen), called),
        by_source("Transverse views wrongly called longitudinal, varied, source left out", np.asarray(across & ~seen), called),
        Table(
            Question.TRANSVERSE_BY_GRADE.value,
            tuple(flags(f"grade {grade}", np.asarray(crops.grade == grade), called) for grade in GRADES),
        ),
    ]
    return GuardReport(
        recipe,
        extent,
        auroc,
        float(roc_auc_score(crops.role[views] == Role.LONGITUDINAL.value, judged.longitudinal[views])),
        judged.model.muscle.limit,
        judged.model.view.limit,
        tuple(tables),
    )
