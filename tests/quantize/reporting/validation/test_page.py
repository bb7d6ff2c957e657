"""The page that a doctor reads: summary first, every heading answered or left open, nothing fetched from elsewhere."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.bundle.loader import ModelBundle
from quantize.evaluation.validation.records import ValidationReport
from quantize.reporting.validation.checklists import INVESTIGATOR, probast_items, stard_items
from quantize.reporting.validation.page import FIGURE, IMAGES, MARKDOWN, PAGE, as_page, write_validation
from quantize.statistics.subject_bootstrap import SubjectBootstrap
from tests.support.site_answers import site_answers, site_report, site_samples


@pytest.fixture(scope="module")
def report(bundle: ModelBundle) -> ValidationReport:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SubjectBootstrap.__init__, "__defaults__", (0, 100))
        return site_report(bundle, 40, real=False)


def test_the_files_are_whole(report: ValidationReport, bundle: ModelBundle, tmp_path: Path) -> None:
    samples = site_samples(40, real=False)
    write_validation(tmp_path, report, samples, site_answers(samples, bundle))
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert (
        page.index("In short")
        < page.index("Figures")
        < page.index("Tables")
        < page.index("STARD 2015")
        < page.index("PROBAST+AI")
    )
    assert "These images are simulated" in page and "cannot serve as a site validation" in page
    assert page.count("<svg") == 6
    fetched = re.findall(r"(?:src|href)=\"([^\"#]+)\"|@import|url\(([^#)][^)]*)\)", page)
    assert fetched == []
    for one in report.statements:
        assert one.text.replace("&", "&amp;").replace('"', "&#34;") in page
    assert (tmp_path / FIGURE).read_bytes().startswith(b"\x89PNG")
    assert "| Sensitivity |" in (tmp_path / MARKDOWN).read_text(encoding="utf-8")
    with (tmp_path / IMAGES).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["image"] for row in rows] == [sample.image for sample in samples]
    refused = [row for row in rows if row["guard"] != "fit"]
    assert refused and all(row["probability"] == "" and row["answer"] == "not judged" for row in refused)


def test_every_heading_is_answered_from_the_run_or_open(report: ValidationReport) -> None:
    stard, probast = stard_items(report), probast_items(report)
    numbers = [re.sub(r"\D", "", item.number) for item in stard if item.number != "AI"]
    assert sorted(set(map(int, numbers))) == list(range(1, 31))
    assert {item.number for item in probast} == {"1", "2", "3", "4", ""}
    for item in (*stard, *probast):
        assert item.answer.strip() and item.is_open == (INVESTIGATOR in item.answer)
    # What no program can know is never answered.
    by_number = {item.number: item for item in stard}
    for number in ("5", "6", "7", "8", "9", "10b", "11", "12b", "13b", "21a", "22", "25", "28", "29", "30"):
        assert by_number[number].answer == INVESTIGATOR
    assert str(report.data.sha256) in "".join(item.answer for item in stard)


def test_what_was_never_measured_leaves_no_hole(report: ValidationReport) -> None:
    empty = replace(
        report, calibration=None, decision=None, compared=(), baselines=(), groups=(), sizes=(), refusals=(),
        discrimination=replace(report.discrimination, auc=None, roc=None, precision_recall=None),
    )  # fmt: skip
    page = as_page(empty)
    assert "never measured by its maker" in page and "None" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.S)
