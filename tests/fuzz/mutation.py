"""Damages a sound input: what execution number n gets is a function of the target's seeds and n, so that a run can be resumed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

LONGEST = 1 << 20  # bytes of an input
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF)
_WORDS = (
    b"[",
    b"{",
    b'"',
    b"\\u0000",
    b"\\ud800",
    b"\x00",
    b"\n",
    b"=",
    b"null",
    b"NaN",
    b"1e999",
    b"-1",
    b"9" * 400,
    b"[[" * 600,
)


def mutated(seeds: Sequence[bytes], number: int) -> bytes:
    """One of the seeds with one to eight pieces of damage; every hundredth stays as it is."""
    chance = random.Random(number)
    data = bytearray(chance.choice(seeds))
    if number % 100:
        for _ in range(1 << chance.randrange(4)):
            chance.choice(_DAMAGE)(data, chance, seeds)
    return bytes(data[:LONGEST])


def _flip(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    if data:
        data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _set_number(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    width = chance.choice((1, 2, 4, 8))
    value = chance.choice(_NUMBERS) & ((1 << 8 * width) - 1)
    at = _place(data, chance)
    data[at : at + width] = value.to_bytes(width, chance.choice(("little", "big")))


def _insert_word(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    at = _place(data, chance)
    data[at:at] = chance.choice(_WORDS)


def _cut(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    at = _place(data, chance)
    del data[at : at + chance.choice((1, 2, 16, 256))]


def _end_early(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    del data[_place(data, chance) :]


def _repeat(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    at, length = _place(data, chance), chance.choice((1, 4, 64))
    data[at:at] = data[at : at + length] * chance.choice((1, 2, 100))


def _splice(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    other = chance.choice(seeds)
    at, length = chance.randrange(len(other) + 1), chance.choice((4, 64, 1024))
    into = _place(data, chance)
    data[into : into + length] = other[at : at + length]


def _place(data: bytearray, chance: random.Random) -> int:
    """Anywhere, half of the time in the first kilobyte: headers are there."""
    return chance.randrange(max(min(len(data), 1024) if chance.random() < 0.5 else len(data), 1))


_DAMAGE: tuple[Callable[[bytearray, random.Random, Sequence[bytes]], None], ...] = (
    _flip, _flip, _set_number, _set_number, _insert_word, _cut, _end_early, _repeat, _splice,
)  # fmt: skip
