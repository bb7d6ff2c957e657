"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The machine may be busy training: a slow example is no failure.
settings.register_profile("busy", deadline=None, max_examples=60)
settings.load_profile("busy")

pytest_plugins = [f"tests.support.{name}_fixture" for name in ("bundle", "litert", "frames", "fine", "trained")]

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real ultrasound beside the project; the test is skipped where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real ultrasound of ../shared/data is not beside this checkout")
    return SHARED_DATA
