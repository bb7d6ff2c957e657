"""Both commands of the README, in a Debian that has nothing else."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh.system import USER, System, removed, unpacked

pytestmark = [pytest.mark.fresh, pytest.mark.timeout(2 * 3600)]

INSTALL = re.compile(r"Install them with:\s+sudo (apt-get install -y .*)")


@pytest.fixture(params=["bookworm", "trixie"])
def debian(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[System]:
    """Debian 12 and 13."""
    if os.getuid() != 0 or shutil.which("mmdebstrap") is None:
        pytest.fail("this suite builds Debian roots: run it as root, after  apt-get install -y mmdebstrap")
    system = unpacked(request.param, tmp_path / request.param)
    yield system
    removed(system)


def timed(system: System, command: str, *, user: int) -> tuple[int, str]:
    began = time.monotonic()
    said = system.run(f"cd edge-app && {command}", user=user)
    who = "root" if user == 0 else "an ordinary user"
    print(f"  {command} as {who}: exit {said.code} after {time.monotonic() - began:.0f} s")
    return said.code, said.text


def test_somebody_who_may_not_install_is_reported_what_to_install_and_gets_an_exam(debian: System) -> None:
    print()
    code, text = timed(debian, "make run", user=USER)
    while code != 0:
        named = INSTALL.search(text)
        assert named is not None, "it failed and named no packages"
        installed = debian.run(f"apt-get update -qq && DEBIAN_FRONTEND=noninteractive {named[1]} >/dev/null", user=0)
        assert installed.code == 0
        code, again = timed(debian, "make run", user=USER)
        assert code == 0 or again != text, "it asks for the same packages again"
        text = again
    folder = re.search(r"\bexam-[\w-]+", text)
    assert folder is not None, "no folder was named"
    assert (debian.root / "home/someone/edge-app" / folder[0] / "exam.png").is_file()


def test_root_runs_the_tests(debian: System) -> None:
    print()
    code, text = timed(debian, "make test", user=0)
    assert code == 0
    assert re.search(r"\d+ passed", text)
