"""No QML file uses a name that the oldest locked Qt keeps for itself: there the screen would not be built at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import edge_app.ui

FILES = sorted((Path(edge_app.ui.__file__).parent / "qml").glob("*.qml"))
# ECMAScript 3's future reserved words, as far as later versions gave them back. Qt 6.8 reads "function short" as an error
# ("Expected token `identifier'"), Qt 6.11 does not.
RESERVED = (
    "abstract|boolean|byte|char|double|enum|final|float|goto|implements|int|interface|long|native|package|private|protected|public|"
    "short|static|synchronized|throws|transient|volatile"
)
NAMED = re.compile(rf"\b(?:function|signal|let|const|var|property\s+\S+)\s+(?:{RESERVED})\b")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_named_by_a_word_that_qt_6_8_reserves(file: Path) -> None:
    assert not (found := NAMED.search(file.read_text(encoding="utf-8"))), f"{file.name}: {found.group() if found else ''}"


def test_such_a_name_is_found() -> None:
    assert NAMED.search("    function short(utc: string): string {") and NAMED.search("property string native: ''")
    assert not NAMED.search("function shorten()") and not NAMED.search("property int shown")
