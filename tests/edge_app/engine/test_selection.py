"""Where the settings leave the runtime open, the fastest runs whose answers are right; where they name one, that one or none."""

from __future__ import annotations

import dataclasses
import logging
import sys
from typing import Any, Literal

import numpy as np
import pytest

from edge_app import config
from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.engine.selection import select_engine
from edge_app.errors import EngineError


def settings(runtime: Any = "auto", precision: Literal["int8", "fp32"] = "int8", heatmap: Any = "coarse") -> config.Engine:
    return config.Engine(runtime, precision, 1, heatmap)


def off(bundle: ModelBundle, *names: str) -> ModelBundle:
    """The bundle with other reference maps than its graphs give: far out of tolerance."""
    changes: dict[str, Any] = {
        name: dataclasses.replace(reference, maps=reference.maps + np.float32(bundle.manifest.heat_scale))
        for name in names
        if (reference := getattr(bundle.golden, name)) is not None
    }
    return dataclasses.replace(bundle, golden=dataclasses.replace(bundle.golden, **changes))


@pytest.mark.parametrize("board", config.boards())
def test_every_board_runs_the_shipped_bundle_on_litert(board: str) -> None:
    selected = select_engine(load_bundle(DEFAULT_BUNDLE), config.load(board).settings.engine)
    assert selected.engine.name.startswith("LiteRT int8") and selected.graph == "int8.tflite"
    assert "fastest" in selected.why


def test_what_litert_has_no_graph_for_runs_on_onnx_runtime(
    bundle: ModelBundle, litert_bundle: ModelBundle, fine_bundle: ModelBundle, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        without = select_engine(bundle, settings())
        fp32 = select_engine(litert_bundle, settings(precision="fp32"))
        fine = select_engine(fine_bundle, settings(heatmap="fine"))
    assert (without.engine.name, without.graph) == ("ONNX Runtime int8, 1 thread", "int8.onnx")
    assert (fp32.engine.name, fp32.graph) == ("ONNX Runtime fp32, 1 thread", "fp32.onnx")
    assert fine.engine.name == "ONNX Runtime int8, 1 thread, fine heatmap"
    assert not caplog.records  # nothing has failed


def test_a_fast_runtime_whose_heatmaps_are_off_is_passed_over(
    litert_bundle: ModelBundle, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        selected = select_engine(off(litert_bundle, "int8_litert"), settings())
    assert selected.engine.name == "ONNX Runtime int8, 1 thread"
    assert "LiteRT int8, 1 thread deviates from the bundle's reference" in selected.why and "deviates" in caplog.text


def test_a_runtime_that_cannot_be_loaded_is_passed_over(litert_bundle: ModelBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = dataclasses.replace(litert_bundle, graphs={**litert_bundle.graphs, Precision.INT8_LITERT: b"not a graph"})
    assert select_engine(broken, settings()).engine.name == "ONNX Runtime int8, 1 thread"
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)  # as where its package is not installed
    selected = select_engine(litert_bundle, settings())
    assert selected.engine.name == "ONNX Runtime int8, 1 thread" and "LiteRT cannot be loaded" in selected.why


def test_a_runtime_that_is_named_runs_or_nothing_does(litert_bundle: ModelBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    for runtime, name in (("onnxruntime", "ONNX Runtime int8, 1 thread"), ("litert", "LiteRT int8, 1 thread")):
        selected = select_engine(litert_bundle, settings(runtime))
        assert selected.engine.name == name and selected.why == f"as engine.runtime says, {runtime}"
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    with pytest.raises(EngineError, match=r"set engine\.runtime to onnxruntime or auto"):
        select_engine(litert_bundle, settings("litert"))


def test_where_no_runtime_answers_rightly_none_runs(litert_bundle: ModelBundle) -> None:
    with pytest.raises(EngineError, match=r"no runtime answers as the bundle .* says.*LiteRT int8.*ONNX Runtime int8"):
        select_engine(off(litert_bundle, "int8", "int8_litert"), settings())
