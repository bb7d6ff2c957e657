"""A device for each test, with the system that --suite names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from firmware_configs.release.target import SUITES, Suite
from tests.deploy.machine import SCREEN_PACKAGES, Machine, debian, machine_in_memory


@pytest.fixture(scope="session")
def suite(request: pytest.FixtureRequest) -> Suite:
    """The devices' system."""
    return SUITES[request.config.getoption("--suite")]


@pytest.fixture
def machine(suite: Suite) -> Iterator[Machine]:
    """A Debian, switched off."""
    with machine_in_memory(lambda: debian(suite)) as made:
        yield made


@pytest.fixture
def machine_with_screen(suite: Suite) -> Iterator[Machine]:
    """A Debian with what the kiosk's Qt loads, switched off."""
    with machine_in_memory(lambda: debian(suite, "screen", SCREEN_PACKAGES)) as made:
        yield made
