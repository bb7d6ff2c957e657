"""From settings to the engine that runs: where they leave the runtime open, the fastest whose answers are right here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edge_app import config
from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.config import Runtime
from edge_app.engine.factory import EngineChoice, make_engine, target
from edge_app.engine.golden import compare_to_golden
from edge_app.engine.protocol import Engine
from edge_app.engine.runtimes import ON_GPU
from edge_app.errors import EngineError
from edge_app.system.host import capped

# On every processor that was measured (docs/adr/0055). `edge-app tune` measures this one, and writes what it finds as a setting.
FASTEST_FIRST: tuple[Runtime, ...] = ("litert", "onnxruntime")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Selection:
    """The engine that runs."""

    engine: Engine
    choice: EngineChoice
    graph: str  # its file in the bundle
    why: str  # that engine and no other


def select_engine(bundle: ModelBundle, settings: config.Engine) -> Selection:
    """The engine that the settings ask for, or the fastest that passes where they say "auto".

    A runtime that is named runs, or nothing does: only in place of the GPU, where that does not start, the CPU runs the same
    graph. The log says so, as it does where the fastest runtime fails. Raises EngineError.
    """
    if settings.runtime == config.AUTO:
        return _fastest(bundle, settings)
    choice = _choice(settings.runtime, settings)
    try:
        return Selection(make_engine(bundle, choice), choice, _graph(choice), f"as engine.runtime says, {settings.runtime}")
    except EngineError as exc:
        if settings.runtime not in ON_GPU:
            raise
        _log.warning("the GPU runtime did not start, and the CPU runs instead: %s", exc)
        choice = replace(choice, runtime="onnxruntime")
        return Selection(make_engine(bundle, choice), choice, _graph(choice), f"the GPU runtime did not start: {exc}")


def _fastest(bundle: ModelBundle, settings: config.Engine) -> Selection:
    """The first of FASTEST_FIRST that answers the golden images, label, logits and heatmap, within the bundle's tolerance."""
    refused: list[str] = []
    for choice in _candidates(bundle, settings):
        try:
            engine = make_engine(bundle, choice)
            found = compare_to_golden(bundle, engine, target(bundle, choice.runtime, choice.precision))
        except EngineError as exc:
            refused.append(str(exc))
        else:
            if found.passed:
                for reason in refused:
                    _log.warning("%s runs in place of a faster runtime: %s", engine.name, reason)
                why = "the fastest runtime that gives the golden images' answers here"
                return Selection(engine, choice, _graph(choice), why + "".join(f"; no faster one: {one}" for one in refused))
            refused.append(f"{choice.name} deviates from the bundle's reference: {found}")
    raise EngineError(f"no runtime answers as the bundle {bundle.id} says, so it must not be used here: {'; '.join(refused)}")


def _candidates(bundle: ModelBundle, settings: config.Engine) -> Iterator[EngineChoice]:
    """In order of speed. The LiteRT graph is not in every bundle, is in INT8 only, and has no output for the fine heatmap."""
    has_litert = bundle.manifest.litert is not None and settings.precision == "int8" and settings.heatmap == "coarse"
    for runtime in FASTEST_FIRST:
        if runtime != "litert" or has_litert:
            yield _choice(runtime, settings)


def _choice(runtime: Runtime, settings: config.Engine) -> EngineChoice:
    return EngineChoice(runtime, settings.precision, capped(settings.threads), settings.heatmap == "fine")


def _graph(choice: EngineChoice) -> str:
    return (Precision.INT8_LITERT if choice.runtime == "litert" else Precision(choice.precision)).file
