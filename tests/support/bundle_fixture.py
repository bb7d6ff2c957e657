"""The small bundles of the tree as they are loaded, and an engine that runs one. Nothing here needs torch."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from edge_app.bundle.loader import ModelBundle, Precision, load_bundle
from edge_app.bundle.trusted_keys import SUFFIX
from edge_app.engine.onnx_runtime import OrtEngine
from quantize.packaging.writer import write_bundle
from tests.support.guard_factories import with_guard
from tests.support.signing import KEY, KEYS
from tests.support.speckle import Images, speckle

BUNDLES = Path(__file__).parents[1] / "golden" / "bundles"  # written by tests.support.small_bundles


@pytest.fixture(scope="session")
def images() -> Images:
    """(6, 224, 224) preprocessed images that nothing was calibrated on."""
    return speckle(6, seed=2)


@pytest.fixture(scope="session")
def bundle_folder() -> Path:
    """A complete bundle of a small network with random weights. Copy it before altering it."""
    return BUNDLES / "plain"


@pytest.fixture(scope="session")
def fine_folder() -> Path:
    """The same with the fine heatmap. Copy it before altering it."""
    return BUNDLES / "fine"


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the public half of KEY, for `--keys`."""
    folder = tmp_path_factory.mktemp("keys")
    pem = KEY.trusted.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"tests{SUFFIX}").write_bytes(pem)
    return folder


@pytest.fixture(scope="session")
def bundle(bundle_folder: Path) -> ModelBundle:
    return load_bundle(bundle_folder, KEYS)


@pytest.fixture(scope="session")
def fine_bundle(fine_folder: Path) -> ModelBundle:
    return load_bundle(fine_folder, KEYS)


@pytest.fixture(scope="session")
def guarded_folder(bundle: ModelBundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete bundle with a small guard that knows simulated muscle. Copy it before altering it."""
    folder = tmp_path_factory.mktemp("guarded") / "bundle"
    write_bundle(folder, with_guard(bundle), KEY)
    return folder


@pytest.fixture(scope="session")
def guarded_bundle(guarded_folder: Path) -> ModelBundle:
    return load_bundle(guarded_folder, KEYS)


@pytest.fixture(scope="session")
def engine(bundle: ModelBundle) -> OrtEngine:
    return OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)
