"""Every word of the screen is there in every language."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from edge_app.exams.export.report_texts import languages
from edge_app.ui.translator import LANGUAGES, TRANSLATIONS


def test_screen_and_report_speak_the_same_languages() -> None:
    assert sorted(LANGUAGES) == languages()


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_word_is_translated_and_compiled(language: str, tmp_path: Path) -> None:
    file = tmp_path / f"edge_app_{language}.ts"
    shutil.copy(TRANSLATIONS / file.name, file)
    tools = Path(sys.executable).parent
    words = sorted((TRANSLATIONS.parent / "qml").glob("*.qml"))
    subprocess.run([tools / "pyside6-lupdate", "-silent", "-locations", "none", *words, "-ts", file], check=True)
    missing = [
        message.findtext("source")
        for message in ElementTree.parse(file).iter("message")
        if (found := message.find("translation")) is not None and (found.get("type") == "unfinished" or not found.text)
    ]
    assert missing == [], "run `make translations`, and translate these"
    compiled = tmp_path / f"edge_app_{language}.qm"
    subprocess.run([tools / "pyside6-lrelease", "-silent", TRANSLATIONS / file.name, "-qm", compiled], check=True)
    assert compiled.read_bytes() == (TRANSLATIONS / compiled.name).read_bytes(), "run `make translations`"
