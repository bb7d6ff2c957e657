"""A root that is put back at every start: what an installation would write into memory only."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.errors import ReleaseError
from edge_app.release import system_setup
from edge_app.release.__main__ import main
from edge_app.release.install import install
from edge_app.release.layout import MANIFEST, SIGNATURE, Layout
from tests.support.releases import BOARD, DEVICE, SmallRelease, public_key, trusting


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """It is put back, and its next start has the tests' key."""
    layout = trusting(tmp_path / "device")
    monkeypatch.setattr("os.path.ismount", lambda path: path == layout.lower)
    trusting(layout.lower)
    return layout


def check(device: Layout, folder: Path, *words: str) -> int:
    members = SmallRelease("0.2.0").members()
    for name in (MANIFEST, SIGNATURE):
        (folder / name).write_bytes(members[name])
    return main(["--root", str(device.root), "check", str(folder / MANIFEST), str(folder / SIGNATURE), *words])


def test_a_key_that_would_be_forgotten_is_refused(device: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = trusting(tmp_path / "workstation").keys
    assert check(device, tmp_path, "--brings", str(keys), "--board", BOARD) == ReleaseError.exit_code
    assert f"the board's name {BOARD} would be forgotten at the next one; start the device once" in capsys.readouterr().err
    assert check(device, tmp_path, "--brings", str(keys)) == 0
    (keys / "new.pub").write_bytes(public_key())
    assert check(device, tmp_path, "--brings", str(keys)) == ReleaseError.exit_code
    assert "new.pub would be forgotten at the next one" in capsys.readouterr().err


def test_what_the_next_start_has_already_is_no_reason_to_refuse(device: Layout, tmp_path: Path) -> None:
    below = Layout(device.lower)
    below.board.write_text(f"{BOARD}\n")
    assert check(device, tmp_path, "--brings", str(below.keys), "--board", BOARD) == 0


def test_the_key_of_the_exams_is_not_made_where_it_would_be_forgotten(device: Layout, tmp_path: Path) -> None:
    install(device, SmallRelease("0.2.0").write(tmp_path), DEVICE)
    with pytest.raises(ReleaseError, match="the key of its exams would be forgotten"):
        system_setup.apply(device, "0.2.0")
    assert not (device.root / "etc/edge-app/device.key").exists()
