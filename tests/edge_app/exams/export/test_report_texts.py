"""The languages of the report."""

from __future__ import annotations

import pytest

from edge_app.errors import ConfigError
from edge_app.exams.export.report_texts import languages, wording


def test_a_language_that_is_not_there() -> None:
    assert set(languages()) >= {"en", "de", "es"}
    with pytest.raises(ConfigError, match="available are"):
        wording("xx")
