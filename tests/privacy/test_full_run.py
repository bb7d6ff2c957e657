"""Fifty planted texts on the whole watched appliance, by each runtime, without a display and with one. `make test-privacy`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.privacy.strace import hindrance
from tests.privacy.watched_run import nothing_is_reported, nothing_leaves, run

PATIENTS, FEWER = 25, 4  # two texts each
OVERRIDE = '[engine]\nruntime = "{runtime}"\n'


@pytest.fixture
def display(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What names the display: none, or a real X server without TCP."""
    if request.param == "offscreen":
        yield {}
        return
    assert shutil.which("Xvfb"), "Xvfb is not installed: apt-get install xvfb"
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x480x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        server.terminate()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("runtime", "display"), [("onnxruntime", "offscreen"), ("litert", "xcb")], indirect=["display"])
def test_nothing_leaves_and_nothing_of_fifty_texts_is_reported(
    tmp_path: Path, runtime: str, display: dict[str, str], short: bool
) -> None:
    if reason := hindrance():
        pytest.fail(reason)  # who asks for this test must not believe that it passed
    (override := tmp_path / "override.toml").write_text(OVERRIDE.format(runtime=runtime))
    patients = FEWER if short else PATIENTS
    seen = run(tmp_path / "run", patients, {"EDGE_APP_OVERRIDE": str(override), **display})
    assert seen.watched.exit_code == 0, seen.watched.said.decode()
    assert len(set(seen.texts)) == 2 * patients
    print(f"{runtime}: sockets within the machine: {sorted(seen.watched.local) or 'none'}")
    nothing_leaves(seen)
    allowed = {f"/tmp/.X11-unix/X{display['DISPLAY'][1:]}", f"@/tmp/.X11-unix/X{display['DISPLAY'][1:]}"} if display else set()
    assert seen.watched.local <= allowed
    nothing_is_reported(seen)
