"""Where the paper does not agree with itself: each figure that follows from others is computed, within their rounding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quantize.evaluation.reproduction.paper import Counts, Paper, Span, Table3Row, derived, printed

SAME = "table 2, the same network"
NAMES = {
    "accuracy": "accuracy",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "ppv": "PPV",
    "npv": "NPV",
    "f1": "F1",
}


@dataclass(frozen=True)
class Check:
    """One figure beside what it has to be."""

    what: str
    where: str  # it is printed
    stated: str
    from_what: str  # it follows
    expected: str
    agrees: bool


def checks(paper: Paper) -> list[Check]:
    """Every check, in the paper's order. A figure agrees where rounding alone can explain the difference."""
    return [*_data(paper), *_table_2(paper), *_auc_and_size(paper), *_table_3(paper)]


def contradictions(paper: Paper) -> list[Check]:
    """Those that do not agree."""
    return [check for check in checks(paper) if not check.agrees]


def _data(p: Paper) -> Iterator[Check]:
    d = p.data
    for what, where, stated, source, expected in (
        ("subjects", "table 1", d.subjects, "table 1: normal + abnormal", d.normal_subjects + d.abnormal_subjects),
        ("subjects", "table 1", d.subjects, "section 2.1: sum over muscles", sum(d.muscle_subjects)),
        ("subjects", "table 1", d.subjects, "section 2.5: training + validation", d.train_subjects + d.validation_subjects),
        ("training subjects", "section 2.5", d.train_subjects, "its normal + abnormal", d.train_normal + d.train_abnormal),
        ("images", "table 1", d.images, "section 2.5: training + validation", d.train_images + d.validation_images),
        ("validation images", "section 2.5", d.validation_images, "table 2: TP + TN + FP + FN", p.counts.total),
        ("images called right", "section 3.1.1", p.elsewhere.correct, "table 2: TP + TN", p.counts.tp + p.counts.tn),
    ):
        yield Check(what, where, f"{stated:,}", source, f"{expected:,}", stated == expected)


def _table_2(p: Paper) -> Iterator[Check]:
    for name, value in rates(p.counts).items():
        text = getattr(p.table_2, name)
        yield _check(NAMES[name], "table 2", text, "table 2: its counts", Span(value, value))
    f1 = derived(_f1, printed(p.table_2.ppv), printed(p.table_2.sensitivity))
    yield _check("F1", "table 2", p.table_2.f1, "table 2: PPV and sensitivity", f1)


def _auc_and_size(p: Paper) -> Iterator[Check]:
    figure = p.elsewhere.figure_2_auc
    yield _check("AUC", "table 2", p.table_2.auc, "figure 2", printed(figure), figure)
    yield _check("AUC", "section 3.2", p.elsewhere.section_3_2_auc, "figure 2", printed(figure), figure)
    millions = p.table_2.parameters / 1e6
    yield _check(
        "parameters, million", "figure 4", p.elsewhere.figure_4_parameters, f"table 2: {p.table_2.parameters:,}",
        Span(millions, millions),
    )  # fmt: skip


def _table_3(p: Paper) -> Iterator[Check]:
    for row in p.table_3:
        f1 = derived(_f1, printed(row.precision), printed(row.recall))
        yield _check("F1, %", f"table 3, {row.experiment}", row.f1, "its own precision and recall", f1)
    yield from _full_pipeline(p, p.table_3[-1])


def _full_pipeline(p: Paper, last: Table3Row) -> Iterator[Check]:
    """Table 2 is of the full pipeline, which is the last row of table 3."""
    t = p.table_2
    for what, stated, other in (
        ("accuracy, %", last.accuracy, t.accuracy),
        ("precision, %", last.precision, t.ppv),
        ("recall, %", last.recall, t.sensitivity),
        ("F1, %", last.f1, t.f1),
    ):
        span = printed(other)
        expected = Span(100 * span.low, 100 * span.high)
        yield _check(what, f"table 3, {last.experiment}", stated, SAME, expected, f"{100 * float(other):.2f}")
    yield _check("AUC", f"table 3, {last.experiment}", last.auc, SAME, printed(t.auc), t.auc)


def _check(what: str, where: str, stated: str, source: str, expected: Span, shown: str = "") -> Check:
    """shown: what is expected, in its own digits; empty: in those of the stated figure."""
    digits, middle = len(stated.partition(".")[2]), (expected.low + expected.high) / 2
    return Check(what, where, stated, source, shown or f"{middle:.{digits}f}", printed(stated).meets(expected))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall)


def rates(c: Counts) -> dict[str, float]:
    """What table 2 prints, from a confusion matrix."""
    return {
        "accuracy": (c.tp + c.tn) / c.total,
        "sensitivity": c.tp / (c.tp + c.fn),
        "specificity": c.tn / (c.tn + c.fp),
        "ppv": c.tp / (c.tp + c.fp),
        "npv": c.tn / (c.tn + c.fn),
        "f1": 2 * c.tp / (2 * c.tp + c.fp + c.fn),
    }
