"""What of a LiteRT graph computes in float."""

from __future__ import annotations

import pytest

from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision
from quantize.litert.float_regions import count_litert, is_litert


def test_the_shipped_graph_computes_in_integers_but_for_the_head() -> None:
    path = DEFAULT_BUNDLE / Precision.INT8_LITERT.file
    if not path.is_file():
        pytest.skip("the shipped bundle has no LiteRT graph")
    counted = count_litert(path.read_bytes())
    assert (counted.float_nodes, counted.float_regions, counted.conversions, counted.pairs) == (2, 1, 1, 0)
    assert counted.integer_nodes > 200


def test_a_float_graph_is_one_float_region(tiny_litert_graph: bytes) -> None:
    counted = count_litert(tiny_litert_graph)
    assert counted.float_regions >= 1 and counted.float_nodes > 0


def test_graph_formats_are_recognised(tiny_litert_graph: bytes, fp32_graph: bytes) -> None:
    assert is_litert(tiny_litert_graph) and not is_litert(fp32_graph)
