"""What was set otherwise is said in each language, with what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent, QQmlEngine, QQmlExpression

import edge_app
from edge_app.ui.translator import LANGUAGES, Translator

TEXTS = Path(edge_app.__file__).parent / "ui" / "qml" / "DifferenceTexts.qml"
OTHER_FIELD = {"aspect": "image field on the screen", "control": "image field", "recorded": "450 x 480", "found": "360 x 480"}
BRIGHTER = {"aspect": "control", "control": "brightness", "recorded": "128", "found": "140"}


def test_another_field_asks_for_the_scale_in_every_language(qapp: Any) -> None:
    engine = QQmlEngine()
    component = QQmlComponent(engine, QUrl.fromLocalFile(str(TEXTS)))
    texts = component.create()
    assert texts is not None, component.errorString()
    language = Translator(engine.retranslate)

    def said(*differences: dict[str, str]) -> str:
        answer = QQmlExpression(engine.rootContext(), texts, f"detail({json.dumps(differences)})").evaluate()
        return str(answer[0] if isinstance(answer, tuple) else answer)

    reported: dict[str, tuple[str, str, str]] = {}
    for code in LANGUAGES:
        language.switch_to(code)
        reported[code] = said(OTHER_FIELD), said({**OTHER_FIELD, "found": ""}), said(BRIGHTER)
    language.close()
    texts.deleteLater()
    for sentences in zip(*reported.values(), strict=True):
        assert len(set(sentences)) == len(LANGUAGES), sentences
        assert not any("%" in sentence for sentence in sentences)
    other, unknown, brighter = reported["en"]
    assert "another shape" in other and other.endswith("Set it back, or set the scale again.")
    assert "unknown" in unknown and "set the scale" not in brighter
