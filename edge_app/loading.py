"""From settings to a model that can run: the bundle, checked, and an engine with one of its graphs."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app import config

if TYPE_CHECKING:
    from edge_app.bundle import ModelBundle
    from edge_app.engine.engine import Engine

PACKAGES = {"onnxruntime": "onnxruntime", "litert": "ai-edge-litert", "openvino": "openvino"}  # runtime -> where its version is


def load_model(folder: Path | None, keys: Path | None, settings: config.Engine) -> tuple[ModelBundle, Engine]:
    """The bundle, of a key that is trusted and checked, and an engine with the graph that the settings ask for."""
    from edge_app.bundle import DEFAULT_BUNDLE, load_bundle
    from edge_app.engine.choice import Choice, make_engine
    from edge_app.trust import trusted_keys

    bundle = load_bundle(folder or DEFAULT_BUNDLE, trusted_keys(keys))
    return bundle, make_engine(bundle, Choice(settings.runtime, settings.precision, settings.threads))


def identity(engine: Engine, settings: config.Engine) -> str:
    """What gave a finding, so exactly that the same will give the same bits: engine, precision, threads and version."""
    return f"{engine.name}, version {version(PACKAGES[settings.runtime])}"
