"""What is made of the network once a run, before anything is timed: graphs, in a folder for each peer."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.peers.catalogue import ENTRIES, PaperNetwork, Peer, missing
from benchmarks.peers.folders import folder_of
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.factory import target
from edge_app.engine.golden import compare_to_golden
from edge_app.engine.protocol import Engine, one_line
from edge_app.errors import EngineError

LONGEST = 200  # characters of a library's complaint that are kept


def build(name: str, bundle: ModelBundle, built: Path, threads: int) -> str:
    """Make its files, unless they are there; returns why it cannot be measured, in one sentence, or ""."""
    entry = ENTRIES[name]
    if why := missing(entry.packages):
        return why
    folder = folder_of(built, name)
    if folder.exists():
        return ""
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        _build(entry, bundle, unfinished, threads)
    except Exception as exc:  # of eight libraries, which promise nothing; the other peers are measured all the same
        return f"{type(exc).__name__}: {one_line(exc)[:LONGEST]}"
    unfinished.replace(folder)
    return ""


def _build(entry: Peer | PaperNetwork, bundle: ModelBundle, folder: Path, threads: int) -> None:
    if isinstance(entry, PaperNetwork):
        from benchmarks.peers import paper_networks

        paper_networks.build(entry, folder)
        return
    module = entry.load_module()
    module.build(bundle, folder)
    check_answers(entry, bundle, module.load(bundle, folder, threads))


def check_answers(peer: Peer, bundle: ModelBundle, engine: Engine) -> None:
    """Raise EngineError where it answers the golden images otherwise than the FP32 graph, beyond the bundle's tolerance."""
    if not peer.golden:
        return
    found = compare_to_golden(bundle, engine, target(bundle, "onnxruntime", "fp32"))
    if not found.passed:
        raise EngineError(f"{engine.name} answers the golden images otherwise than it should ({found})")
