"""From settings to a model that can run: the bundle, checked, and an engine with one of its graphs."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app import config

if TYPE_CHECKING:
    from edge_app.bundle import ModelBundle
    from edge_app.engine.engine import Engine

MODULES: dict[config.Runtime, str] = {  # what a runtime is imported as; which package brings it differs: onnxruntime-gpu
    "onnxruntime": "onnxruntime",
    "cuda": "onnxruntime",
    "tensorrt": "onnxruntime",
    "litert": "ai_edge_litert",
    "openvino": "openvino",
}


def load_model(folder: Path | None, keys: Path | None, settings: config.Engine) -> tuple[ModelBundle, Engine]:
    """The bundle, of a key that is trusted and checked, and an engine with the graph that the settings ask for.

    The bundle comes without its graphs: the engine has read the one it runs, and all of them are 24 MB.
    """
    from edge_app.bundle import DEFAULT_BUNDLE, load_bundle
    from edge_app.engine.choice import Choice, make_engine
    from edge_app.heap import give_back
    from edge_app.machine import capped
    from edge_app.trust import trusted_keys

    bundle = load_bundle(folder or DEFAULT_BUNDLE, trusted_keys(keys))
    choice = Choice(settings.runtime, settings.precision, capped(settings.threads), settings.heatmap == "fine")
    engine = make_engine(bundle, choice)
    bundle = replace(bundle, graphs={}, fine=None)
    give_back()
    return bundle, engine


def identity(engine: Engine, settings: config.Engine) -> str:
    """What gave a finding, so exactly that the same will give the same bits: engine, precision, threads and version."""
    package = packages_distributions()[MODULES[settings.runtime]][0]
    return f"{engine.name}, version {version(package)}"
