"""What is built of a peer, and what is said of one that cannot be measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.peers import catalogue
from benchmarks.peers.building import build
from benchmarks.peers.catalogue import ENTRIES, NETWORKS, PEERS, PeerModule
from benchmarks.peers.folders import folder_of
from edge_app.bundle.loader import ModelBundle
from tests.support.made_up_peer import Broken, Made, MadeUpPeer, Wrong


def why_not(monkeypatch: pytest.MonkeyPatch, bundle: ModelBundle, folder: Path, peer: MadeUpPeer) -> str:
    monkeypatch.setitem(ENTRIES, peer.name, peer)
    return build(peer.name, bundle, folder, 1)


def test_a_peer_is_built_once(monkeypatch: pytest.MonkeyPatch, bundle: ModelBundle, tmp_path: Path) -> None:
    assert why_not(monkeypatch, bundle, tmp_path, MadeUpPeer(Made())) == ""
    assert [file.name for file in folder_of(tmp_path, "made up").iterdir()] == ["graph.onnx"]
    assert why_not(monkeypatch, bundle, tmp_path, MadeUpPeer(Broken())) == "", (
        "what an interrupted run has built is not built again"
    )


def test_what_is_not_installed_is_named_with_the_command(
    monkeypatch: pytest.MonkeyPatch, bundle: ModelBundle, tmp_path: Path
) -> None:
    peer = MadeUpPeer(Made(), ("onnxruntime", "no_such_package"))
    assert why_not(monkeypatch, bundle, tmp_path, peer) == "not installed (no_such_package); run make peers"


@pytest.mark.parametrize(
    ("module", "words"), [(Broken(), "RuntimeError: unknown operator in line 2"), (Wrong(), "otherwise than it should")]
)
def test_what_fails_or_answers_wrongly_is_left_out(
    monkeypatch: pytest.MonkeyPatch, bundle: ModelBundle, tmp_path: Path, module: PeerModule, words: str
) -> None:
    why = why_not(monkeypatch, bundle, tmp_path, MadeUpPeer(module))
    assert words in why and "\n" not in why and not folder_of(tmp_path, "made up").exists()


def test_every_peer_has_its_file_and_a_folder_of_its_own() -> None:
    room = Path(catalogue.__file__).parent
    assert all((room / f"{peer.module}.py").is_file() for peer in PEERS)
    names = [entry.name for entry in (*PEERS, *NETWORKS)]
    assert len({folder_of(Path(), name) for name in names}) == len(names)
