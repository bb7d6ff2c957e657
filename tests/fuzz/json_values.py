"""Alters values of a JSON document, which stays JSON: damaged bytes alone hardly ever get beyond the parser."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from tests.fuzz.mutation import mutated

_VALUES: tuple[Any, ...] = (
    0, -1, 1, 2**63, 10**400, 0.0, 0.5, -0.5, 1e-308, 1e308, -1e308, None, True, False,
    "", "<script>", "\ud800", "x" * 5000, "| **x**\n# y", [], [0.0] * 300, {},
)  # fmt: skip


def altered(seeds: Sequence[bytes], number: int) -> bytes:
    """Of every second number a seed with one to eight other values, of the rest one with damaged bytes."""
    if number % 2:
        return mutated(seeds, number)
    chance = random.Random(number)
    document = json.loads(chance.choice(seeds))
    places = list(_places(document))
    for holder, key in chance.sample(places, 1 << chance.randrange(4)):
        old = holder[key]
        alike = [value for value in _VALUES if type(value) is type(old)]
        holder[key] = chance.choice(alike if chance.random() < 0.95 else _VALUES)
    return json.dumps(document).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value within, by what holds it."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])
