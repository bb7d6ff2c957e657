"""The fine heatmap on the appliance: asked for it is there, on every runtime that can, and a bundle's word on it is checked."""

from __future__ import annotations

import dataclasses
import io
import shutil
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner

from edge_app.__main__ import main
from edge_app.bundle.loader import FINE, GOLDEN, FineMaps, ModelBundle, load_bundle
from edge_app.diagnostics.self_test import run_self_test
from edge_app.engine.factory import EngineChoice, is_installed, make_engine
from edge_app.errors import BundleError, EngineError
from edge_app.pipeline import analyse
from edge_app.records import Frame, Guard, Permission, Roi
from quantize.packaging.writer import write_bundle
from tests.support.altered_bundles import document, refusal, replace_file, store
from tests.support.int8_kernels import needs_right_int8
from tests.support.signing import KEY, KEYS
from tests.support.speckle import speckle

Images = npt.NDArray[np.uint8]
needs_openvino = pytest.mark.skipif(not is_installed("openvino"), reason="OpenVINO is not installed")
FINE_INT8 = EngineChoice("onnxruntime", "int8", 1, fine=True)


def rewritten(bundle: ModelBundle, folder: Path, golden: FineMaps | None, fine: bytes | None) -> Path:
    """A copy with other golden maps or another graph, with hashes that fit."""
    vectors = dataclasses.replace(bundle.golden, fine=golden)
    write_bundle(folder, dataclasses.replace(bundle, golden=vectors, fine=fine), KEY)
    return folder


def failed(folder: Path) -> list[str]:
    return [check.name for check in run_self_test(folder, threads=1, keys=KEYS).checks if not check.passed]


@pytest.mark.parametrize("runtime", ["onnxruntime", pytest.param("openvino", marks=needs_openvino)])
def test_a_finding_carries_the_fine_map(fine_bundle: ModelBundle, runtime: str) -> None:
    frame = Frame(speckle(1, seed=5)[0], 0, 0, None, "test")
    roi = Roi(0, 0, 224, 224)
    choice = EngineChoice(runtime, "fp32", 1)  # type: ignore[arg-type]
    coarse = analyse(frame, roi, fine_bundle, make_engine(fine_bundle, choice), Permission.LABEL)
    engine = make_engine(fine_bundle, dataclasses.replace(choice, fine=True))
    fine = analyse(frame, roi, fine_bundle, engine, Permission.LABEL)
    assert coarse.heat.shape == (7, 7) and fine.heat.shape == (14, 14)
    assert fine.guard is Guard.FIT and fine.probability == pytest.approx(coarse.probability, abs=1e-6)
    assert fine.heat.dtype == np.float32 and fine.heat.min() >= 0 and 0 < fine.heat.max() <= 1
    assert "fine heatmap" in engine.name


@needs_right_int8
def test_heat_is_measured_by_the_fine_maps_own_scale(fine_bundle: ModelBundle) -> None:
    image = fine_bundle.golden.images[0]
    engine = make_engine(fine_bundle, FINE_INT8)
    cam = engine.run(image).fine
    assert cam is not None and fine_bundle.golden.fine is not None and fine_bundle.manifest.fine is not None
    np.testing.assert_allclose(cam, fine_bundle.golden.fine.int8[0], rtol=1e-4, atol=1e-4 * float(cam.max()))


def test_a_bundle_without_it_says_so(bundle: ModelBundle) -> None:
    assert bundle.fine is None and bundle.manifest.fine is None  # as every bundle was before there was one
    with pytest.raises(EngineError, match=r"no graph for the fine heatmap; set engine\.heatmap to coarse"):
        make_engine(bundle, FINE_INT8)


def test_litert_says_that_it_cannot(fine_bundle: ModelBundle) -> None:
    with pytest.raises(EngineError, match=r"set engine\.runtime to onnxruntime"):
        make_engine(fine_bundle, dataclasses.replace(FINE_INT8, runtime="litert"))


def test_a_classifier_that_keeps_its_map_is_an_engine_error(
    fine_bundle: ModelBundle, bundle: ModelBundle, images: Images
) -> None:
    mixed = dataclasses.replace(fine_bundle, graphs=bundle.graphs)
    with pytest.raises(EngineError, match="does not output its 14 x 14 map"):
        make_engine(mixed, FINE_INT8).run(images[0])


def test_the_doctor_examines_it(fine_bundle: ModelBundle, fine_folder: Path, tmp_path: Path) -> None:
    report = run_self_test(fine_folder, threads=1, keys=KEYS)
    assert report.passed and {"fine heatmap fp32", "fine heatmap int8"} <= {check.name for check in report.checks}
    golden = fine_bundle.golden.fine
    assert golden is not None
    off = dataclasses.replace(golden, fp32=golden.fp32 + np.float32(golden.fp32.max()))
    assert failed(rewritten(fine_bundle, tmp_path / "maps", off, fine_bundle.fine)) == ["fine heatmap fp32"]
    broken = rewritten(fine_bundle, tmp_path / "graph", golden, b"not a graph")
    assert failed(broken) == ["fine heatmap fp32", "fine heatmap int8"]


@pytest.fixture
def folder(fine_folder: Path, tmp_path: Path) -> Path:
    """A bundle to spoil."""
    return Path(shutil.copytree(fine_folder, tmp_path / "bundle"))


def test_graph_and_manifest_must_agree(folder: Path) -> None:
    content = document(folder)
    reported = content.pop("fine")
    store(folder, content)
    assert "describes a fine heatmap or lists its file, but not both" in refusal(folder)
    content["fine"] = reported
    del content["files"][FINE]
    (folder / FINE).unlink()
    store(folder, content)
    assert "but not both" in refusal(folder)


@pytest.mark.parametrize("key", ["heat_scale", "fp32", "int8"])
def test_impossible_figures_are_refused(folder: Path, key: str) -> None:
    content = document(folder)
    content["fine"][key] = 0.0
    store(folder, content)
    assert '"fine"' in refusal(folder)


def test_an_altered_graph_is_refused(folder: Path) -> None:
    data = bytearray((folder / FINE).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / FINE).write_bytes(data)
    assert f'"{FINE}"' in refusal(folder) and "altered" in refusal(folder)


@pytest.mark.parametrize("spoil", ["missing", "short"])
def test_golden_maps_of_another_kind_are_refused(folder: Path, spoil: str) -> None:
    with np.load(folder / GOLDEN) as archive:
        arrays = dict(archive)
    if spoil == "missing":
        del arrays["int8_fine_maps"]
    else:
        arrays["fp32_fine_maps"] = arrays["fp32_fine_maps"][:1]
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    replace_file(folder, GOLDEN, buffer.getvalue())
    with pytest.raises(BundleError, match="golden"):
        load_bundle(folder, KEYS)


def test_the_command_takes_it(fine_folder: Path, bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    image = tmp_path / "frame.png"
    cv2.imwrite(str(image), speckle(1, seed=5)[0])
    options = ["--keys", str(keys_folder), "--threads", "1", "--heatmap", "fine", "--no-progress"]
    done = CliRunner().invoke(main, ["analyse", str(image), "--bundle", str(fine_folder), *options])
    assert done.exit_code == 0, done.output
    refused = CliRunner().invoke(main, ["analyse", str(image), "--bundle", str(bundle_folder), *options])
    assert refused.exit_code != 0 and "no graph for the fine heatmap" in refused.output
