"""The tables of a reproduction: the paper's figure and ours in one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from edge_app.records import Interval
from quantize.evaluation.reproduction.contradictions import NAMES, Check, rates
from quantize.evaluation.reproduction.paper import Counts, Paper
from quantize.evaluation.reproduction.records import (
    SCORES,
    ArmResult,
    Difference,
    FoldsResult,
    ReproductionReport,
    SeedScore,
)
from quantize.evaluation.reproduction.runs import FULL
from quantize.evaluation.reproduction.sizes import OURS, NetworkSize, Sizes
from quantize.reporting.text_table import Table

NONE = "not defined"
TITLES = {**NAMES, "auc": "AUC"}
OVER = (
    "In brackets: the mean's 95 % interval over the test subjects (bootstrap of whole subjects), then over the seeds (Student's "
    "t). Neither holds the other."
)


def score(found: SeedScore) -> str:
    """A mean with both of its intervals; of one seed, with that over subjects."""
    if found.mean is None:
        return NONE
    intervals = [_range(one) for one in (found.subjects, found.seeds) if one is not None]
    return f"{found.mean:.4f} ({'; '.join(intervals) or 'no interval'})"


def share(found: Interval | None) -> str:
    """A share with its interval over subjects."""
    return NONE if found is None else f"{found.value:.4f} ({_range(found)})"


def signed(found: Interval | None) -> str:
    """A difference with its interval; marked where it is on one side of 0 for certain."""
    if found is None:
        return NONE
    certain = "" if found.low <= 0 <= found.high else " *"
    return f"{found.value:+.4f} ({found.low:+.4f} to {found.high:+.4f}){certain}"


def _range(found: Interval) -> str:
    return f"{found.low:.3f}-{found.high:.3f}"


def report_tables(r: ReproductionReport, paper: Paper) -> dict[str, Table]:
    """By name, in the order of reading; those of parts that are not there are left out."""
    found = {"contradictions": _checks([one for one in r.checks if not one.agrees], "Where the paper contradicts itself")}
    if r.full is not None:
        found["table_2"] = _table_2(r, r.full, paper)
        found["confusion"] = _confusion(r.full, paper)
    if len(r.ablation) > 1:
        found["table_3"] = _table_3(r.ablation, paper)
        found["steps"] = _differences(
            r.ablation_differences, "What each step adds", "the step's arm minus the one before it", "step"
        )
    if r.networks:
        found["networks"] = _networks(r, paper)
        found["networks_differences"] = _differences(
            r.network_differences, "NMD-AssistNet beside each network", "ours minus the other", "pair", {FULL: OURS}
        )
    if r.sizes is not None:
        found["sizes"] = _sizes(r.sizes)
    if r.folds is not None:
        found["folds"] = _folds(r.folds)
    found["trainings"] = _trainings(r)
    found["agreements"] = _checks([one for one in r.checks if one.agrees], "Where it agrees with itself")
    return found


def _checks(found: Sequence[Check], title: str) -> Table:
    return Table(
        title,
        ("figure", "printed in", "as printed", "from", "it would be"),
        tuple((one.what, one.where, one.stated, one.from_what, one.expected) for one in found),
        "Computed from the printed figures, each taken to be rounded to the digits it has; a difference that rounding can "
        "explain counts as agreement.",
    )


def _table_2(r: ReproductionReport, full: ArmResult, paper: Paper) -> Table:
    from_counts = rates(paper.counts)
    rows = []
    for name in SCORES:
        echo = r.echo.scores[name].subjects if r.echo else None
        counted = f"{from_counts[name]:.4f}" if name in from_counts else ""
        rows.append((TITLES[name], getattr(paper.table_2, name), counted, score(full.scores[name]), share(echo)))
    rows.append(("parameters", f"{paper.table_2.parameters:,}", "", f"{full.parameters:,}", ""))
    return Table(
        "Table 2: the full pipeline",
        ("", "paper, as printed", "paper, from its counts", f"here, {_seeds(full)}", "here, echo intensity only"),
        tuple(rows),
        f"{OVER} The last column is one number of each region, its mean grey level, with a threshold fitted on the training "
        "subjects: where the label follows from echo intensity, as in the paper's data set, a network has to be read beside it.",
    )


def _confusion(full: ArmResult, paper: Paper) -> Table:
    def row(name: str, c: Counts) -> tuple[str, ...]:
        return (name, *map(str, (c.tp, c.tn, c.fp, c.fn, c.total)))

    return Table(
        "Table 2: confusion matrix",
        ("", "TP", "TN", "FP", "FN", "images"),
        (row("paper", paper.counts), *(row(f"here, seed {s}", c) for s, c in zip(full.seeds, full.counts, strict=True))),
        "Abnormal is positive.",
    )


def _table_3(arms: Sequence[ArmResult], paper: Paper) -> Table:
    by_arm = {one.arm: one for one in arms}
    rows: list[tuple[str, ...]] = []
    for printed in paper.table_3:
        name = f"{printed.experiment}: {printed.steps}"
        percent = (f"{value} %" for value in (printed.accuracy, printed.precision, printed.recall, printed.f1))
        rows.append((name, "paper", *percent, printed.auc))
        if one := by_arm.get(printed.experiment):
            rows.append(("", f"here, {_seeds(one)}", *(score(one.scores[key]) for key in
                         ("accuracy", "ppv", "sensitivity", "f1", "auc"))))  # fmt: skip
    return Table(
        "Table 3: ablation",
        ("steps", "", "accuracy", "precision", "recall", "F1", "AUC"),
        tuple(rows),
        f"{OVER} Label smoothing and averaged weights are in all of them: the paper takes only preprocessing away.",
    )


def _differences(
    found: Sequence[Difference], title: str, what: str, of: str, names: Mapping[str, str] = MappingProxyType({})
) -> Table:
    """names: of arms that are called otherwise in this table."""
    return Table(
        title,
        (of, "seeds", "accuracy", "F1", "AUC"),
        tuple(
            (
                f"{names.get(one.arm, one.arm)} against {one.other}",
                str(one.seeds),
                signed(one.accuracy),
                signed(one.f1),
                signed(one.auc),
            )
            for one in found
        ),
        f"{what[0].upper()}{what[1:]}: paired by seed and image, 95 % interval over the test subjects; * where it excludes 0. "
        "How much another seed would change it is not in this interval.",
    )


def _networks(r: ReproductionReport, paper: Paper) -> Table:
    by_name = {one.arm: one for one in r.networks}
    rows: list[tuple[str, ...]] = []
    if r.full is not None:
        rows.append((OURS, "", paper.elsewhere.figure_2_auc, *_network_cells(r.full)))
    for printed in paper.networks:
        if one := by_name.get(printed.name):
            rows.append((printed.name, printed.timm, printed.auc, *_network_cells(one)))
    return Table(
        "Figures 3 and 5: other networks under the same protocol",
        ("network", "timm", "AUC, paper", "AUC, here", "accuracy", "recall", "precision", "F1", "seeds"),
        tuple(rows),
        f"{OVER} Figure 3 of the paper is bars without numbers, and it does not say which network of each family was trained.",
    )


def _network_cells(one: ArmResult) -> tuple[str, ...]:
    return (*(score(one.scores[key]) for key in ("auc", "accuracy", "sensitivity", "ppv", "f1")), str(len(one.seeds)))


def _sizes(sizes: Sizes) -> Table:
    return Table(
        "Figure 4: size, and latency",
        ("network", "timm", "parameters, paper", "parameters, here", "one image", "fastest to slowest"),
        tuple(_size_row(one) for one in sizes.networks),
        f"Two classes. Latency: median of the passes of one image through torch in FP32, {sizes.threads} thread"
        f"{'s' if sizes.threads > 1 else ''} of this machine's processor; a slowest far above the fastest shows that it was "
        "busy. How fast each runs on a board is what `python -m benchmarks run --peers` measures.",
    )


def _size_row(one: NetworkSize) -> tuple[str, ...]:
    made = one.parameters is not None
    return (
        one.name,
        one.timm or "",
        f"{one.paper_parameters:g} M",
        f"{one.parameters:.2f} M" if made else "timm is not installed",
        f"{one.latency_ms:.1f} ms" if made else "",
        f"{one.fastest_ms:.1f} to {one.slowest_ms:.1f} ms" if made else "",
    )


def _folds(found: FoldsResult) -> Table:
    def cell(value: float | None) -> str:
        return NONE if value is None else f"{value:.4f}"

    rows: list[tuple[str, ...]] = [
        (f"fold {one.fold + 1}", str(one.subjects), str(one.images), *(cell(one.scores[name]) for name in SCORES))
        for one in found.folds
    ]
    spread = []
    for name in SCORES:
        values = [one.scores[name] for one in found.folds if one.scores[name] is not None]
        spread.append(f"{np.std(np.array(values, np.float64), ddof=1):.4f}" if len(values) > 1 else "")
    rows.append(("standard deviation of the folds", "", "", *spread))
    together = (str(sum(one.subjects for one in found.folds)), str(sum(one.images for one in found.folds)))
    rows.append(("all together", *together, *(share(found.pooled[name]) for name in SCORES)))
    return Table(
        f"Cross-validation: {len(found.folds)} of {found.planned} folds",
        ("", "subjects", "images", *(TITLES[name] for name in SCORES)),
        tuple(rows),
        "By subject, stratified by label and muscle; every subject is answered by a network that has not seen it. Last row: 95 % "
        "interval over all subjects, the AUC within folds, averaged. Folds share training subjects, so their spread understates "
        "what another data set would change (Bengio & Grandvalet, JMLR 2004;5:1089-1105). The paper has none.",
    )


def _trainings(r: ReproductionReport) -> Table:
    arms = [*r.ablation, *r.networks]
    if r.full is not None and r.full not in arms:
        arms.insert(0, r.full)
    return Table(
        "Trainings",
        ("arm", "seeds", "epochs trained", "seconds an epoch", "on"),
        tuple(
            (
                one.arm,
                ", ".join(map(str, one.seeds)),
                ", ".join(map(str, one.epochs)),
                ", ".join("not measured" if s is None else f"{s:.1f}" for s in one.seconds),
                ", ".join(dict.fromkeys(one.devices)),
            )
            for one in arms
        ),
        f"At most {r.epochs} epochs; early stopping may end a training before. Seconds are those of the clock: what else the "
        "machine did counts.",
    )


def _seeds(one: ArmResult) -> str:
    return f"mean of {len(one.seeds)} seeds" if len(one.seeds) > 1 else "one seed"
