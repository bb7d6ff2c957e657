"""A functional run: what works and what does not, without a time. The workers' answers are made up, but for the last one."""

from __future__ import annotations

import os
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.report.comparison import comparison
from benchmarks.report.entry import as_entries
from benchmarks.report.html_page import html_page
from benchmarks.report.markdown import markdown
from benchmarks.result.files import read_result
from benchmarks.result.records import Accuracy, Result
from benchmarks.result.table import table
from benchmarks.run import functional
from benchmarks.run.child import ChildError, check_task
from benchmarks.run.measure import Subject
from benchmarks.run.task import EngineSetting, Task, Worked
from edge_app.errors import ConfigError
from tests.support.benchmark_frames import speckled_frames
from tests.support.benchmark_results import MACHINE, SOFTWARE, made_up_result

WORKS, FAILS = EngineSetting("onnxruntime", "int8", 1, None), EngineSetting("litert", "int8", 1, None)
ABOUT = functional.Circumstances("python -m benchmarks run --functional", MACHINE, SOFTWARE, ("a note",))


def made_up(task: Task) -> Worked:
    if task.setting == FAILS:
        raise ChildError("it does not run here")
    return Worked("1.27", "0" * 64, ("pipeline", "stage guard"), Accuracy(1.0, 0.01, 0.999, 0.985, 8))


@pytest.fixture
def result(tmp_path: Path) -> Result:
    subject = Subject(Path("bundle"), None, speckled_frames(), False)
    finished = list[EngineSetting]()
    found = functional.run((WORKS, FAILS), subject, tmp_path, ABOUT, finished.append, made_up)
    assert finished == [WORKS, FAILS]
    with pytest.raises(ConfigError, match="finished result"):
        functional.run((WORKS,), subject, tmp_path, ABOUT, finished.append, made_up)
    return found


def test_what_works_and_what_does_not_is_in_the_result_and_no_time(result: Result, tmp_path: Path) -> None:
    assert read_result(tmp_path) == result and result.mode == "functional" and result.complete
    assert [(one.configuration.engine, one.error) for one in result.checks] == [
        ("onnxruntime", ""),
        ("litert", "it does not run here"),
    ]
    assert result.engines == () and result.pipelines == () and result.samples == ()
    assert "_ms" not in str(asdict(result))


def test_no_time_is_printed(result: Result) -> None:
    text = table(result)
    assert "100 %" in text and "pipeline, stage guard" in text and "FAILED: it does not run here" in text
    assert not re.search(r"\bms\b|\d p\d\d", text)


def test_compare_shows_accuracy_only(result: Result) -> None:
    report = comparison(as_entries([result], [{}]))
    titles = [section.title for section in report.sections]
    assert titles == ["Before you quote a figure", "Accuracy", "Machines and software", "Notes of the runs"]
    text = markdown(report)
    assert "**UNTIMED**" in text and "**FAILED** A made up, litert int8, 1 thread: it does not run here" in text
    assert "onnxruntime 1.27 int8" in text and not re.search(r"\bms\b", text)
    html_page(report)


def test_beside_a_measured_result_it_has_no_times_and_is_not_what_ratios_are_to(result: Result) -> None:
    report = comparison(as_entries([made_up_result(), result], [{}, {}]))
    (runtimes,) = [section for section in report.sections if section.title == "Runtimes"]
    assert "onnxruntime" not in str(runtimes) and "onnxruntime 1.27 int8" in markdown(report)
    with pytest.raises(ConfigError, match="no times to compare with"):
        as_entries([result, made_up_result()], [{}, {}])


def test_a_process_of_its_own_does_everything_once(bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    subject = Subject(bundle_folder, keys_folder, speckled_frames(), False)
    done = list[str]()

    def checked(task: Task) -> Worked:
        assert task.parent == os.getpid() and task.seconds == 0
        worked = check_task(task)
        done.extend(worked.done)
        return worked

    result = functional.run((WORKS,), subject, tmp_path, ABOUT, lambda setting: None, checked)
    (check,) = result.checks
    assert not check.error and check.accuracy is not None and check.accuracy.images > 0
    assert len(check.configuration.graph_sha256) == 64
    assert done[:2] == ["pipeline", "pipeline with the guard"] and len(done) == 2 + 10


def test_what_fails_in_the_process_is_in_the_result(bundle_folder: Path, tmp_path: Path) -> None:
    """Without its maker's key the bundle is refused, in the worker's own sentence."""
    subject = Subject(bundle_folder, None, speckled_frames(), False)
    result = functional.run((WORKS,), subject, tmp_path, ABOUT, lambda setting: None)
    assert "key" in result.checks[0].error and "\n" not in result.checks[0].error and result.checks[0].accuracy is None
