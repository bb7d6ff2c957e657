"""The language that was chosen on the screen is there again after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.language_setting import FILE, LanguageSetting


def test_until_one_is_chosen_it_is_the_configured_one(tmp_path: Path) -> None:
    assert LanguageSetting(tmp_path / "exams", "de").read() == "de"
    assert not (tmp_path / "exams").exists()


def test_the_one_that_was_chosen_comes_before_the_configured_one(tmp_path: Path) -> None:
    LanguageSetting(tmp_path / "exams", "de").keep("es")
    assert LanguageSetting(tmp_path / "exams", "de").read() == "es"
    assert not (tmp_path / "exams" / FILE).stat().st_mode & 0o077


@pytest.mark.parametrize("content", [b"", b"{}", b'{"language": "fr"}', b'{"language": "es", "voice": "low"}'])
def test_a_damaged_file_is_logged_and_the_configured_language_holds(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert LanguageSetting(tmp_path, "de").read() == "de" and FILE in caplog.text


def test_a_disk_that_takes_nothing_keeps_nobody_from_reading_the_screen(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / f".{FILE}.edge-app-part").mkdir()  # so that it cannot be written
    LanguageSetting(tmp_path, "de").keep("es")
    assert LanguageSetting(tmp_path, "de").read() == "de" and "cannot be written" in caplog.text
