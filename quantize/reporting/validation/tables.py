"""The tables of a validation: rows of text, for a page and for Markdown alike; and the table of its images."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from edge_app.guard.reasons import reason
from edge_app.records import Guard, Interval
from edge_app.system.csv_cells import plain_row
from quantize.dataset.manifest import Sample
from quantize.evaluation.validation.answers import ImageAnswer
from quantize.evaluation.validation.records import Rates, ValidationReport
from quantize.reporting.text_table import Table

NONE = "not defined"


def share(found: Interval | None) -> str:
    """A share with its interval."""
    return NONE if found is None else str(found)


def signed(found: Interval | None) -> str:
    """A difference with its interval."""
    return NONE if found is None else f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


def report_tables(r: ValidationReport) -> tuple[Table, ...]:
    """In the order of reading."""
    return (
        _counts(r),
        _rates(r),
        _compared(r),
        _scores(r),
        _echo(r),
        _groups(r),
        _refusals(r),
        _sizes(r),
    )


def _counts(r: ValidationReport) -> Table:
    return Table(
        "What became of the images and subjects",
        ("reference", "images", "called normal", "called abnormal", "indeterminate", "refused by the guard",
         "subjects", "answer normal", "answer abnormal", "indeterminate", "nothing judged"),
        tuple(
            (one.label, *map(str, (
                one.images, one.normal, one.abnormal, one.indeterminate, one.refused, one.subjects, one.subjects_normal,
                one.subjects_abnormal, one.subjects_indeterminate, one.subjects_unanswered,
            )))
            for one in r.classes
        ),
        "A subject's answer is that of an exam's summary: a site needs two images that agree. Subjects with images of both "
        "classes count as abnormal there.",
    )  # fmt: skip


def _rates(r: ValidationReport) -> Table:
    return Table(
        "How often it is right",
        ("of", "n", "sensitivity", "specificity", "accuracy", "PPV", "NPV"),
        tuple(_rate_row(one) for one in (*r.image_rates, *r.subject_rates)),
        f"No label: {share(r.abstention)} of all images. Predictive values are those of this mix of normal and abnormal images.",
    )


def _rate_row(one: Rates) -> tuple[str, ...]:
    return (one.of, str(one.n), *map(share, (one.sensitivity, one.specificity, one.accuracy, one.ppv, one.npv)))


def _compared(r: ValidationReport) -> Table:
    return Table(
        "Here and at the maker",
        ("every image, read at the threshold, one view", "here", "at the maker", "difference"),
        tuple((one.name, share(one.here), str(one.maker), signed(one.difference)) for one in r.compared),
        "" if r.compared else "The bundle was never measured by its maker.",
    )


def _scores(r: ValidationReport) -> Table:
    found, c = r.discrimination, r.calibration
    rows = [
        ("area under the ROC curve", share(found.auc)),
        ("the same, per subject", share(found.subject_auc)),
        ("average precision", f"{share(found.average_precision)}; a guess: {found.prevalence:.3f}"),
    ]
    if c is not None:
        rows += [
            ("calibration slope (1 is right)", share(c.slope)),
            ("calibration in the large (0 is right)", signed(c.in_the_large)),
            ("expected calibration error", share(c.error)),
            ("Brier score", share(c.brier)),
        ]
    return Table("Discrimination and calibration of the judged images", ("score", "value"), tuple(rows))


def _echo(r: ValidationReport) -> Table:
    return Table(
        "Beside plain echo intensity, on the same images",
        ("score", "images", "its AUC", "the network's AUC", "difference", "sensitivity at the network's specificity, difference"),
        tuple(
            (b.name, str(b.images), share(b.auc), share(b.network_auc), signed(b.difference), signed(b.sensitivity_difference))
            for b in r.baselines
        ),
        "Difference = network - echo intensity, paired. Nothing is fitted: only the order of the grey levels counts.",
    )


def _groups(r: ValidationReport) -> Table:
    return Table(
        "By group",
        ("group", "subjects", "images", "abnormal", "no label", "sensitivity", "specificity", "AUC"),
        tuple(
            (f"{g.kind}: {g.name}", str(g.subjects), str(g.images), str(g.abnormal), str(g.unanswered),
             share(g.rates.sensitivity), share(g.rates.specificity), share(g.auc))
            for g in r.groups
        ),
        " ".join((*r.missing, "An AUC of 1 to 1 says only that no resample held a mistake.")),
    )  # fmt: skip


def _refusals(r: ValidationReport) -> Table:
    return Table(
        "What the guard refused",
        ("reason", "what the screen says", "normal", "abnormal", "the network would have been right"),
        tuple(
            (one.reason, reason(Guard(one.reason)), str(one.normal), str(one.abnormal),
             f"{one.right_anyway} of {one.normal + one.abnormal}")
            for one in r.refusals
        ),
        "" if r.refusals else "Nothing.",
    )  # fmt: skip


def _sizes(r: ValidationReport) -> Table:
    width = f"{r.sizes[0].width:g}" if r.sizes else ""
    return Table(
        f"The size needed for 95 % intervals of width {width}" if width else "The size needed",
        ("of", "width here", "planned with", "design effect", "images of the class", "images in all", "subjects"),
        tuple(
            (one.rate, NONE if one.width_here is None else f"{one.width_here:.3f}", f"{one.expected:.3f}",
             f"{one.design_effect:.2f}", str(one.of_class), str(one.images), str(one.subjects))
            for one in r.sizes
        ),
        "Images with a label. z² p (1 - p) / (width / 2)² (Buderer, Acad Emerg Med 1996;3:895-900), times the design effect of "
        "the images of a subject as measured here (Kish 1965), over the share of the class.",
    )  # fmt: skip


IMAGE_COLUMNS = (
    "image", "subject", "muscle", "reference", "guard", "answer", "reason", "probability", "probability_one_view",
    "echo_intensity_region", "echo_intensity_mask",
)  # fmt: skip


def images_csv(samples: Sequence[Sample], answers: Sequence[ImageAnswer]) -> str:
    """One line for each image; empty where there is no value."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(IMAGE_COLUMNS)
    for sample, answer in zip(samples, answers, strict=True):
        cells = (
            sample.image, sample.subject, sample.muscle, sample.label, answer.guard.value, answer.label.value, answer.reason,
            answer.probability, answer.first_view, answer.echo, answer.muscle_echo,
        )  # fmt: skip
        writer.writerow(plain_row("" if cell is None else cell for cell in cells))
    return text.getvalue()
