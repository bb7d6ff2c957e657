"""PINs and passphrases that cost nothing to try.

What is shipped takes a quarter of a second for each, on purpose. tests/edge_app/exams/store holds it to its price: the PIN's in
test_key_vault.py, the passphrase's in test_backup_price.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlcipher3

from edge_app.exams.store.wrapped_key import Cost
from tests.support.exam_factories import CHEAP

ROUNDS = 1000  # of PBKDF2


def set_rounds(rounds: int) -> int:
    """Set with how many rounds this process derives a key from a passphrase; returns how many it had been."""
    connection = sqlcipher3.connect(":memory:")
    ((before,),) = connection.execute("PRAGMA cipher_default_kdf_iter").fetchall()
    connection.execute(f"PRAGMA cipher_default_kdf_iter = {rounds}")
    connection.close()
    return int(before)


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For this test; a backup that is made in it cannot be read outside it."""
    monkeypatch.setattr(Cost.__init__, "__defaults__", (CHEAP.iterations, CHEAP.lanes, CHEAP.memory_kib))
    before = set_rounds(ROUNDS)
    yield
    set_rounds(before)
