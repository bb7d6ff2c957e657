"""A passphrase is as dear to try as SQLCipher 4 makes it: 256,000 rounds."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlcipher3

from tests.support.exam_factories import filled

PASSPHRASE = "six words drawn at random"


def exams_in(backup: Path, rounds: int) -> int:
    connection = sqlcipher3.connect(f"file:{backup}?mode=ro", uri=True)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = '{PASSPHRASE}'")
    connection.execute(f"PRAGMA kdf_iter = {rounds}")
    try:
        return int(connection.execute("SELECT count(*) FROM exam").fetchone()[0])
    finally:
        connection.close()


def test_a_backup_is_opened_with_as_many_rounds_and_no_other_number(tmp_path: Path) -> None:
    with filled(tmp_path / "here", exams=1, images=1) as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
    assert exams_in(tmp_path / "backup", 256_000) == 1
    for rounds in (1000, 255_999):
        with pytest.raises(sqlcipher3.DatabaseError):
            exams_in(tmp_path / "backup", rounds)
