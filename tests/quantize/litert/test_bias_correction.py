"""Where biases are corrected, and what is measured there, on a graph whose answers are known."""

from __future__ import annotations

import numpy as np

from quantize.litert.bias_correction import bottlenecks, channel_means
from tests.support.speckle import speckle
from tests.support.tiny_litert import tiny_answer, tiny_graph

RNG = np.random.default_rng(0)
KERNEL = RNG.normal(size=6).astype(np.float32)
WEIGHT = (RNG.normal(size=(2, 6)) / 100).astype(np.float32)
BIAS = np.zeros(2, np.float32)


def test_a_convolution_that_all_flows_through_is_measured_as_it_answers() -> None:
    graph, images = tiny_graph(KERNEL, WEIGHT, BIAS), speckle(3, seed=1)
    assert bottlenecks(graph) == [0]
    features = np.stack([tiny_answer(image, KERNEL, WEIGHT, BIAS)[1] for image in images])  # (N, K, 7, 7)
    means, active = channel_means(graph, 0, images)
    np.testing.assert_allclose(means, features.mean((0, 2, 3)), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(active, (features > 0).mean((0, 2, 3)), atol=1e-6)
