"""The record that the long form of the power cuts goes on from."""

from __future__ import annotations

from pathlib import Path

from tests.deploy.power_cuts import record


def test_a_run_that_was_interrupted_goes_on_and_its_failures_still_count(tmp_path: Path) -> None:
    first = record(tmp_path)
    first.add(works=True)
    first.add(works=False)
    later = record(tmp_path)
    assert (later.done, later.bad) == (2, 1)
    later.forget()
    assert record(tmp_path).done == 0


def test_after_a_change_of_what_is_tested_nothing_is_done_yet(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "edge_app/release").mkdir(parents=True)
    (tree / "edge_app/release/state.py").write_text("before")
    record(tmp_path, tree).add(works=True)
    assert record(tmp_path, tree).done == 1
    (tree / "edge_app/release/state.py").write_text("after")
    assert record(tmp_path, tree).done == 0
