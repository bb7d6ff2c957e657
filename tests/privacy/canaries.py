"""Patients that were never there, and every form in which something of them could lie somewhere."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

PIN = "7319502846"  # long enough not to occur by chance
SYLLABLES = ("BRA", "DU", "FEN", "GRO", "HAL", "JOR", "KEL", "LUM", "MIR", "NAV", "OST", "PIL", "QUA", "RIN", "SOL", "TEV", "ZAM")


@dataclass(frozen=True)
class Planted:
    """What is typed in for one patient: into the identifier, and into the reason of the verdict."""

    identifier: str
    reason: str


def planted(count: int) -> list[Planted]:
    """The same ones each time: names, numbers and birth dates."""
    chance = random.Random(count)
    return [_one(chance, number) for number in range(count)]


def _one(chance: random.Random, number: int) -> Planted:
    name = f"{_name(chance)} {_name(chance)}"
    file_number = f"MRN-{chance.randrange(10**7, 10**8)}"
    born = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(1920, 2020)} {_name(chance)}"
    texts = [name, file_number, born]
    return Planted(texts[number % 3], texts[(number + 1) % 3])


def _name(chance: random.Random) -> str:
    return "".join(chance.sample(SYLLABLES, 4))


def forms(text: str) -> Iterator[bytes]:
    """How it could be written: as it is, wide, in an address, in figures, in base 64 at each place; all in lower case."""
    for spelling in {text, text.lower(), text.title()}:
        for plain in (spelling.encode(), spelling.encode("utf-16-le"), spelling.encode("utf-16-be")):
            yield plain.lower()
            yield plain.hex().encode()
            for shift in range(3):
                # Only the characters that depend on nothing before or after the text.
                coded = base64.b64encode(bytes(shift) + plain)[(0, 2, 3)[shift] : -4]
                yield coded.lower()
                yield coded.translate(bytes.maketrans(b"+/", b"-_")).lower()
    yield from (form(text, safe="").encode().lower() for form in (quote, quote_plus))


def finds(texts: list[str], content: bytes) -> list[str]:
    """Those of the texts, or words of them, that the content tells in any form."""
    low = content.lower()
    words = {word for text in texts for word in (text, *text.split()) if len(word) >= 8}
    return sorted(word for word in words if any(form in low for form in set(forms(word))))
