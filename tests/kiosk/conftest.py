"""The sizes of screen and the languages a working day is gone through in."""

from __future__ import annotations

from itertools import product

import pytest

SIZES = ((800, 480), (1280, 800), (720, 1280), (1920, 1080))  # px
LANGUAGES = ("en", "de", "es")
SHORT = tuple((size, LANGUAGES[number % len(LANGUAGES)]) for number, size in enumerate(SIZES))  # each once


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every size in every language; with --short every size and every language."""
    if {"size", "language"} <= set(metafunc.fixturenames):
        days = SHORT if metafunc.config.getoption("--short") else tuple(product(SIZES, LANGUAGES))
        names = [f"{width}x{height}-{language}" for (width, height), language in days]
        metafunc.parametrize(("size", "language"), days, ids=names)
