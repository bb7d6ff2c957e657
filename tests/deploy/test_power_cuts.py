"""The record that the long form of the power cuts goes on from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.power_cuts import Cut, record, step_of


def test_a_run_that_was_interrupted_goes_on_and_its_failures_still_count(tmp_path: Path) -> None:
    first = record("bookworm", tmp_path)
    first.add(Cut("sending", works=True, after_s=12.3))
    first.add(Cut("starting", works=False, after_s=600))
    first.add(Cut("starting", works=True, after_s=9))
    later = record("bookworm", tmp_path)
    assert (len(later.made), later.bad, later.steps) == (3, 1, "starting 2, sending 1")
    assert later.slowest_s == 12.3
    assert record("trixie", tmp_path).made == []
    later.forget()
    assert record("bookworm", tmp_path).made == []


def test_after_a_change_of_what_is_tested_nothing_is_done_yet(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "edge_app/release").mkdir(parents=True)
    (tree / "edge_app/release/state.py").write_text("before")
    record("bookworm", tmp_path, tree).add(Cut("sending", works=True, after_s=1))
    assert len(record("bookworm", tmp_path, tree).made) == 1
    (tree / "edge_app/release/state.py").write_text("after")
    assert record("bookworm", tmp_path, tree).made == []


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("", "before sending"),
        ("root@probe: release 0.3.1 fits, is signed and has room\n", "before sending"),
        ("root@probe: release 0.3.1 fits\nroot@probe: sending edge-app-0.3.1-generic.release\n", "sending"),
        ("root@probe: sending x\nroot@probe: installing\nshared connection closed\n", "installing"),
        ("root@probe: installing\nroot@probe: starting release 0.3.1\n", "starting"),
        (
            "root@probe: starting release 0.3.1\nrelease 0.3.1 runs and is confirmed\nroot@probe: healthy after 0 min 6 s\n",
            "over",
        ),
    ],
)
def test_the_step_in_which_the_power_went_is_the_last_that_deploy_sh_spoke_of(said: str, step: str) -> None:
    assert step_of(said) == step
