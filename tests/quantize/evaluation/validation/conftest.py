"""A made-up site, measured once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edge_app.bundle.loader import ModelBundle
from quantize.evaluation.validation.records import ValidationReport
from quantize.statistics.subject_bootstrap import SubjectBootstrap
from tests.support.site_answers import site_report, well_measured


@pytest.fixture(scope="module", autouse=True)
def few_resamples() -> Iterator[None]:
    """What is tested here is not how narrow an interval is, and each resample costs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SubjectBootstrap.__init__, "__defaults__", (0, 200))
        yield


@pytest.fixture(scope="session")
def report(bundle: ModelBundle) -> ValidationReport:
    """Of 204 subjects on which the bundle does as well as its probabilities say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SubjectBootstrap.__init__, "__defaults__", (0, 200))
        return site_report(well_measured(bundle), 204)
