"""A bundle that holds a LiteRT graph as well: the graph made by hand, in place of a conversion."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from edge_app.bundle.loader import ModelBundle, Precision, Reference, load_bundle
from edge_app.bundle.manifest import LiteRt, Tolerance
from edge_app.engine.litert import LiteRtEngine
from quantize.graphs.raw_maps import logits_and_maps
from quantize.packaging.writer import write_bundle
from tests.support.signing import KEY, KEYS
from tests.support.tiny_litert import Floats, tiny_answer, tiny_graph

CHANNELS = 64  # of the small bundle's last feature map
RNG = np.random.default_rng(1)
KERNEL = (np.abs(RNG.normal(size=CHANNELS)) / 100).astype(np.float32)
WEIGHT = (RNG.normal(size=(2, CHANNELS)) / 100).astype(np.float32)
BIAS = np.zeros(2, np.float32)


def answers(image: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Logits and features of the graph by hand."""
    return tiny_answer(image, KERNEL, WEIGHT, BIAS)


@pytest.fixture(scope="session")
def tiny_litert_graph() -> bytes:
    return tiny_graph(KERNEL, WEIGHT, BIAS)


@pytest.fixture(scope="session")
def litert_folder(bundle: ModelBundle, tiny_litert_graph: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy it before altering it."""
    folder = tmp_path_factory.mktemp("litert") / "random"
    engine = LiteRtEngine(tiny_litert_graph, "int8", threads=1)
    reference: Reference = logits_and_maps(map(engine.run, bundle.golden.images), bundle.weight)
    assert bundle.manifest.measured is not None
    reported = LiteRt("made by hand", "the machine that runs the tests", Tolerance(1e-2, 1e-2), bundle.manifest.measured)
    content = dataclasses.replace(
        bundle,
        manifest=dataclasses.replace(bundle.manifest, litert=reported),
        graphs={**bundle.graphs, Precision.INT8_LITERT: tiny_litert_graph},
        golden=dataclasses.replace(bundle.golden, int8_litert=reference),
    )
    write_bundle(folder, content, KEY)
    return folder


@pytest.fixture(scope="session")
def litert_bundle(litert_folder: Path) -> ModelBundle:
    return load_bundle(litert_folder, KEYS)
