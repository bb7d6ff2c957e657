"""A device for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deploy.machine import SCREEN_PACKAGES, Machine, debian, machine_in_memory


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A Debian, switched off."""
    with machine_in_memory(debian) as made:
        yield made


@pytest.fixture
def machine_with_screen() -> Iterator[Machine]:
    """A Debian with what the kiosk's Qt loads, switched off."""
    with machine_in_memory(lambda: debian("bookworm-screen", SCREEN_PACKAGES)) as made:
        yield made
