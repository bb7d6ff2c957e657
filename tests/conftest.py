"""Fixtures of all tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path

# Several tests run at once, and every one of them computes on one core; so do the processes it starts. Set before numpy,
# OpenCV or torch is loaded. Tests of threads name their number themselves.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ |= {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}  # a screen that is not there, drawn in software

import pytest
from hypothesis import settings

# The machine may be busy training: a slow example is no failure.
settings.register_profile("busy", deadline=None, max_examples=60)
settings.load_profile("busy")

pytest_plugins = [f"tests.support.{name}_fixture" for name in ("bundle", "graded", "litert", "frames", "cheap_keys")]

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real ultrasound beside the project; the test is skipped where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real ultrasound of ../shared/data is not beside this checkout")
    return SHARED_DATA


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Imports every library there is: garbage is not looked for meanwhile, nor ever among what came in."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--short", action="store_true", help="the suites beside the everyday one with fewer repetitions")
    systems = ("bookworm", "trixie")
    parser.addoption("--suite", default=systems[0], choices=systems, help="the system of the devices of `make test-deploy`")


@pytest.fixture(scope="session")
def short(request: pytest.FixtureRequest) -> bool:
    """Whether a long test should do with fewer repetitions."""
    return bool(request.config.getoption("--short"))


@pytest.fixture
def at_length(short: bool) -> None:
    """For what takes minutes by itself and has no short form."""
    if short:
        pytest.skip("it has no short form")
