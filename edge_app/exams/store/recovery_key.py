"""The recovery key: 160 bits at random, written down once, in Crockford's Base32 with a check character.

Its letters have no I, L, O and U; I and L are read as 1 and O as 0. The check character is the remainder of the 32 others as a
polynomial over GF(32): a single wrong character and two that were exchanged never pass.
"""

from __future__ import annotations

import secrets

from edge_app.errors import ErrorCode, StoreError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 32  # characters of 5 bits, without the check character
GROUP = 4
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_AS_READ = str.maketrans("OIL", "011", "- ")


def new_recovery_key() -> str:
    """Nine groups, as they are written down: "7Q2K-...-M"."""
    key = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return in_groups(key + _check_character(key))


def in_groups(text: str) -> str:
    """As it is written down."""
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def read_recovery_key(text: str) -> str:
    """The 32 characters of a key as somebody typed it. Raises StoreError where it was mistyped, which costs no attempt."""
    typed = text.upper().translate(_AS_READ)
    key, check = typed[:LENGTH], typed[LENGTH:]
    if len(typed) != LENGTH + 1 or not set(typed) <= set(ALPHABET) or check != _check_character(key):
        sentence = f"this recovery key was mistyped; it has {LENGTH + 1} letters and digits"
        raise StoreError(sentence, ErrorCode.MISTYPED_KEY, LENGTH + 1)
    return key


def _check_character(key: str) -> str:
    remainder = 0
    for character in key:
        remainder = (remainder ^ ALPHABET.index(character)) << 1  # the last one, too: its weight is not the check character's
        if remainder & 0b100000:
            remainder ^= _POLYNOMIAL
    return ALPHABET[remainder]
