"""Networks of papers have the MACs and weights of their papers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.roofline.network import Network
from benchmarks.roofline.published_networks import ghostnet, mobilenet_v1, mobilenet_v2, shufflenet_v2


@pytest.mark.parametrize(
    ("build", "mmac", "million_weights"),
    [(mobilenet_v1, 569, 4.2), (mobilenet_v2, 300, 3.4), (shufflenet_v2, 146, 2.3), (ghostnet, 141, 5.2)],
)
def test_macs_and_weights(build: Callable[[], Network], mmac: float, million_weights: float) -> None:
    network = build()
    assert network.mmac == pytest.approx(mmac, rel=0.01)
    assert sum(layer.weights for layer in network.layers) / 1e6 == pytest.approx(million_weights, rel=0.03)


@pytest.mark.parametrize("build", [mobilenet_v1, mobilenet_v2, shufflenet_v2, ghostnet])
def test_each_layer_reads_what_was_written(build: Callable[[], Network]) -> None:
    """No layer reads more numbers than all before it have written, and the last gives 1,000 classes."""
    layers = build().layers
    written = [3 * 224 * 224]
    for layer in layers:
        assert layer.inputs <= sum(written) and layer.outputs > 0
        written.append(layer.outputs)
    assert layers[-1].outputs == 1000
