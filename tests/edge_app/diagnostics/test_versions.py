"""What this appliance is made of."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from edge_app.diagnostics.versions import versions
from edge_app.system.release_trial import RELEASE, UNCONFIRMED


def test_a_checkout_is_no_release() -> None:
    found = versions("a model", "a runtime", {})
    assert (found.model, found.runtime, found.release, found.on_trial) == ("a model", "a runtime", "", False)
    assert found.program == f"edge-app {version('edge-app')}" and "core" in found.board and Path(found.licences).is_file()


def test_a_release_is_named_with_its_licences_and_whether_it_is_on_trial(tmp_path: Path) -> None:
    tree = tmp_path / "releases" / "0.3.0"
    (tree / "notices").mkdir(parents=True)
    found = versions("a model", "a runtime", {RELEASE: str(tree), UNCONFIRMED: "1"})
    assert (found.release, found.on_trial, found.licences) == ("0.3.0", True, str(tree / "notices"))
    (tree.parent / "current").symlink_to(tree)
    assert not versions("a model", "a runtime", {RELEASE: str(tree), UNCONFIRMED: "1"}).on_trial
