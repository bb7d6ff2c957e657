"""What somebody wrote down by hand and types months later."""

from __future__ import annotations

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.recovery_key import ALPHABET, new_recovery_key, read_recovery_key


def test_it_has_160_bits_in_groups_that_can_be_read_out() -> None:
    keys = {new_recovery_key() for _ in range(200)}
    assert len(keys) == 200
    for key in keys:
        groups = key.split("-")
        assert [len(group) for group in groups] == [4] * 8 + [1] and set("".join(groups)) <= set(ALPHABET)
    assert 5 * len(read_recovery_key(keys.pop())) == 160


def test_it_is_read_as_it_may_have_been_written() -> None:
    key = new_recovery_key()
    read = read_recovery_key(key)
    typed = key.replace("0", "o").replace("1", "l").lower()
    assert read_recovery_key(typed) == read_recovery_key(key.replace("-", "")) == read_recovery_key(f" {key} ") == read


def test_every_single_wrong_character_and_every_exchange_is_noticed() -> None:
    for key in (new_recovery_key().replace("-", "") for _ in range(20)):
        wrong = {key[:at] + other + key[at + 1 :] for at in range(len(key)) for other in ALPHABET}
        wrong |= {key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)}  # the last with the check, too
        for text in wrong - {key}:
            with pytest.raises(StoreError) as refused:
                read_recovery_key(text)
            assert (refused.value.code, refused.value.value) == (ErrorCode.MISTYPED_KEY, 33)


@pytest.mark.parametrize("text", ["", "-", "7Q2K", "0" * 32, "0" * 34, "U" * 33, "\u0660" * 33, "\ud800" * 33])
def test_what_is_no_key_is_one_sentence(text: str) -> None:
    with pytest.raises(StoreError, match="mistyped; it has 33 letters and digits"):
        read_recovery_key(text)
