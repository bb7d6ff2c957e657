"""From settings to a model that can run: the verified bundle, and an engine with one of its graphs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib.metadata import packages_distributions, version
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app import config
from edge_app.engine.runtimes import ON_GPU, RUNTIMES
from edge_app.errors import EngineError

if TYPE_CHECKING:
    from edge_app.bundle.loader import ModelBundle
    from edge_app.engine.protocol import Engine


def load_model(folder: Path | None, keys: Path | None, settings: config.Engine) -> tuple[ModelBundle, Engine]:
    """The bundle, verified and signed by a trusted key, and an engine with the graph that the settings select.

    Where the GPU does not start, the CPU runs the same graph, as `replaces_gpu` says. The returned bundle holds no graphs: the
    engine has loaded the one it runs, and together they take 24 MB. Raises EngineError.
    """
    from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.engine.selection import select_engine
    from edge_app.system.malloc import trim

    bundle = load_bundle(folder or DEFAULT_BUNDLE, trusted_keys(keys))
    engine = select_engine(bundle, settings).engine
    bundle = replace(bundle, graphs={}, fine=None)
    trim()
    return bundle, engine


def replaces_gpu(engine: Engine, settings: config.Engine) -> bool:
    """Whether the CPU runs what the settings give to the GPU."""
    runtime = settings.runtime
    return runtime != config.AUTO and runtime in ON_GPU and not engine.name.startswith(f"{RUNTIMES[runtime].title} ")


def engine_fingerprint(engine: Engine) -> str:
    """Identifies what computed a finding precisely enough to reproduce it bit by bit: engine, precision, threads, version.

    The engine is one of RUNTIMES.
    """
    runtime = next(runtime for runtime, info in RUNTIMES.items() if engine.name.startswith(f"{info.title} "))
    return _fingerprint(engine.name, runtime)


def engine_from_fingerprint(bundle: ModelBundle, fingerprint: str) -> Engine | None:
    """The engine with this `engine_fingerprint`, running the bundle's graph; None if this machine or the bundle lacks it."""
    from edge_app.engine.factory import EngineChoice, make_engine

    threads = re.search(r", (\d{1,3}) threads?,", fingerprint)
    if threads is None:
        return None
    for runtime, precision, fine in product(RUNTIMES, ("int8", "fp32"), (False, True)):
        choice = EngineChoice(runtime, precision, int(threads[1]), fine)
        if fingerprint == _fingerprint(choice.name, runtime):
            try:
                return make_engine(bundle, choice)
            except EngineError:
                return None
    return None


def _fingerprint(name: str, runtime: config.Runtime) -> str:
    return f"{name}, version {_version(RUNTIMES[runtime].module)}"


@cache
def _version(module: str) -> str:
    """Version of the package that provides a module."""
    packages = packages_distributions().get(module)
    return version(packages[0]) if packages else "not installed"
