"""Every reason of the guard is a sentence, in every language, on the screen and in the report."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from edge_app.exams.export.report_texts import languages, wording
from edge_app.guard.reasons import reason
from edge_app.records import Guard

UI = Path(__file__).parents[3] / "edge_app" / "ui"
REASONS = [guard for guard in Guard if guard is not Guard.FIT]
QML = (UI / "qml" / "GuardReasons.qml").read_text()


def on_the_screen(function: str) -> dict[str, str]:
    """The English texts of a function of GuardReasons.qml, by the value of the guard."""
    body = QML[QML.index(f"function {function}(") :].split("default:")[0]
    return dict(re.findall(r'case "([^"]+)": return qsTr\("([^"]+)"\)', body))


def translated(language: str) -> dict[str | None, str | None]:
    messages = ElementTree.parse(UI / "translations" / f"edge_app_{language}.ts").iter("message")
    return {message.findtext("source"): message.findtext("translation") for message in messages}


@pytest.mark.parametrize("guard", REASONS)
def test_screen_and_report_say_the_same_sentence_in_every_language(guard: Guard) -> None:
    sentence = reason(guard)
    assert sentence.endswith(".") and sentence.count(". ") == 1, "what it is, and what to do"
    assert on_the_screen("sentence")[guard.value] == sentence and on_the_screen("title")[guard.value]
    for language in languages():
        shown = sentence if language == "en" else translated(language)[sentence]
        assert wording(language).why_not_judged(guard) == shown


@pytest.mark.parametrize("language", languages())
def test_no_sentence_serves_two_reasons(language: str) -> None:
    assert len({wording(language).why_not_judged(guard) for guard in REASONS}) == len(REASONS)
    assert (
        set(wording(language).guard)
        == set(on_the_screen("sentence"))
        == set(on_the_screen("title"))
        == {g.value for g in REASONS}
    )
