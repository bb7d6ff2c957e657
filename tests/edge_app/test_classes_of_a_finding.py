"""A bundle of four grades: the same finding as ever, and beside it the grades."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge_app.bundle.loader import ModelBundle, Precision, load_bundle
from edge_app.bundle.manifest import LABELS, LiteRt, Tolerance, parse_manifest
from edge_app.engine.factory import EngineChoice, is_installed, make_engine, target
from edge_app.engine.golden import compare_to_golden
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.probability import read_probabilities
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.imaging.heatmap import grad_cam, scaled
from edge_app.imaging.preprocess import preprocess
from edge_app.other_muscle import without_answer
from edge_app.pipeline import analyse, by_itself
from edge_app.records import Band, Frame, GreyImage, Label, Permission, Roi
from edge_app.views import with_views
from quantize.graphs.raw_maps import logits_and_maps
from quantize.packaging.writer import write_bundle
from tests.support.altered_bundles import document, refusal, store
from tests.support.banded import banded
from tests.support.graded_fixture import GRADES
from tests.support.litert_fixture import KERNEL
from tests.support.signing import KEY, KEYS
from tests.support.speckle import speckle
from tests.support.tiny_litert import tiny_graph

ROI = Roi(60, 40, 200, 150)


def int8(bundle: ModelBundle) -> OrtEngine:
    return OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)


@pytest.fixture(scope="module")
def muscle() -> Frame:
    return Frame(cv2.resize(speckle(1, seed=5)[0], (320, 240)), sequence=0, captured_ns=0, mm_per_pixel=None, source="test")


@pytest.fixture(scope="module", params=["softmax", "ordinal"])
def grades(request: pytest.FixtureRequest, graded_bundle: ModelBundle, ordinal_bundle: ModelBundle) -> ModelBundle:
    return graded_bundle if request.param == "softmax" else ordinal_bundle


def test_the_grades_stand_beside_the_finding(grades: ModelBundle, muscle: Frame) -> None:
    engine = int8(grades)
    finding = analyse(muscle, ROI, grades, engine, Permission.LABEL)
    answer = engine.run(preprocess(muscle.pixels, ROI, grades.manifest.preprocessing))
    scheme = grades.manifest.scheme
    assert finding.classes is not None and scheme is not None and finding.classes.labels == GRADES
    assert sum(finding.classes.probabilities) == pytest.approx(1)
    assert finding.probability == pytest.approx(sum(finding.classes.probabilities[1:]))
    assert finding.label in (Label.NORMAL, Label.ABNORMAL) and finding.classes.called is not None
    assert (finding.classes.called == GRADES[0]) is (finding.label is Label.NORMAL)
    rows = scheme.class_rows(grades.weight)
    for heat, row in zip(finding.classes.heat, rows, strict=True):
        np.testing.assert_allclose(heat, scaled(grad_cam(answer.features, row), grades.manifest.heat_scale), atol=1e-6)
    merged = grad_cam(answer.features, scheme.abnormal_row(grades.weight, answer.logits))
    np.testing.assert_allclose(finding.heat, scaled(merged, grades.manifest.heat_scale), atol=1e-6)


def test_two_classes_have_none(bundle: ModelBundle, engine: OrtEngine, muscle: Frame) -> None:
    finding = analyse(muscle, ROI, bundle, engine, Permission.LABEL)
    assert finding.classes is None and finding.heat_of is None and bundle.manifest.scheme is None


@pytest.mark.parametrize("label", GRADES)
def test_the_heatmap_is_that_of_the_class_asked_for(grades: ModelBundle, muscle: Frame, label: str) -> None:
    finding = analyse(muscle, ROI, grades, int8(grades), Permission.LABEL, heat_of=label)
    assert finding.heat_of == label and finding.classes is not None
    np.testing.assert_array_equal(finding.heat, finding.classes.heat[GRADES.index(label)])


def test_of_two_classes_the_heatmap_may_be_of_normal(bundle: ModelBundle, engine: OrtEngine, muscle: Frame) -> None:
    finding = analyse(muscle, ROI, bundle, engine, Permission.LABEL, heat_of=LABELS[0])
    answer = engine.run(preprocess(muscle.pixels, ROI, bundle.manifest.preprocessing))
    np.testing.assert_allclose(finding.heat, scaled(grad_cam(answer.features, bundle.weight[0]), bundle.manifest.heat_scale))


def test_each_class_may_have_its_own_heat_scale(graded_bundle: ModelBundle, muscle: Frame) -> None:
    assert graded_bundle.manifest.classes is not None
    described = dataclasses.replace(graded_bundle.manifest.classes, heat_scales=(1.0, 2.0, 3.0, 4.0))
    changed = dataclasses.replace(graded_bundle, manifest=dataclasses.replace(graded_bundle.manifest, classes=described))
    own, before = (analyse(muscle, ROI, one, int8(graded_bundle), Permission.LABEL).classes for one in (changed, graded_bundle))
    assert own is not None and before is not None
    raw = before.heat * graded_bundle.manifest.heat_scale
    shown = before.heat < 1
    np.testing.assert_allclose(own.heat[shown], np.minimum(raw / np.arange(1, 5)[:, None, None], 1)[shown], rtol=1e-5)


def test_without_a_label_no_class_is_called(graded_bundle: ModelBundle, muscle: Frame) -> None:
    """On a device that is not validated, and where it is too close to call."""
    research = analyse(muscle, ROI, graded_bundle, int8(graded_bundle), Permission.SCORE)
    assert research.classes is not None and research.classes.called is None and research.classes.called_probability is None
    close = analyse(muscle, ROI, banded(graded_bundle, Band(0.0, 1.0)), int8(graded_bundle), Permission.LABEL)
    assert close.label is Label.INDETERMINATE and close.classes is not None and close.classes.called is None
    assert without_answer(close).classes is None


class Scripted:
    """An engine that gives the next of some logits each time it is asked."""

    name = "scripted"

    def __init__(self, logits: Sequence[Sequence[float]]) -> None:
        self._logits = iter(logits)

    def run(self, image: GreyImage) -> Inference:
        return Inference(np.array(next(self._logits), np.float32), np.ones((64, 7, 7), np.float32))


def test_several_views_have_the_mean_of_their_classes(graded_bundle: ModelBundle, muscle: Frame) -> None:
    """Five views see grade 3, one grade 4: the image is of grade 3."""
    bundle = banded(graded_bundle, Band(0.49, 0.51))
    logits = [[0.0, 0.0, 1.0, 5.0], *[[0.0, 0.0, 3.0, 0.0]] * 5]
    engine = Scripted(logits)
    one = analyse(muscle, ROI, bundle, engine, Permission.LABEL)
    found = with_views(one, bundle, engine)
    each = [read_probabilities(np.array(row, np.float32), bundle.manifest).classes for row in logits]
    assert one.classes is not None and found.classes is not None and found.views == 6
    assert (one.classes.called, found.classes.called) == (GRADES[3], GRADES[2])
    assert found.classes.probabilities == pytest.approx(np.mean(np.array(each), axis=0).tolist())
    assert found.probability == pytest.approx(sum(found.classes.probabilities[1:]))
    np.testing.assert_array_equal(found.classes.heat, one.classes.heat)


def test_an_image_judged_anew_keeps_the_class_of_its_heat(graded_bundle: ModelBundle, muscle: Frame) -> None:
    engine = int8(graded_bundle)
    live = analyse(muscle, ROI, graded_bundle, engine, Permission.LABEL, heat_of=GRADES[3])
    moved = by_itself(live, Roi(20, 20, 200, 150), graded_bundle, engine, Permission.LABEL)
    assert moved.heat_of == GRADES[3] and moved.roi != live.roi


def test_what_is_no_number_is_an_error(graded_bundle: ModelBundle, muscle: Frame) -> None:
    with pytest.raises(EngineError, match="not a finite number"):
        analyse(muscle, ROI, graded_bundle, Scripted([[0.0, np.nan, 0.0, 0.0]]), Permission.LABEL)


@pytest.mark.parametrize(
    "choice",
    [
        EngineChoice("onnxruntime", "fp32", 1),
        EngineChoice("onnxruntime", "int8", 1),
        pytest.param(
            EngineChoice("openvino", "int8", 1),
            marks=pytest.mark.skipif(not is_installed("openvino"), reason="OpenVINO is not installed"),
        ),
    ],
    ids=str,
)
def test_every_runtime_gives_the_golden_answers(grades: ModelBundle, choice: EngineChoice) -> None:
    engine = make_engine(grades, choice)
    found = compare_to_golden(grades, engine, target(grades, choice.runtime, choice.precision))
    assert found.passed, found


def test_litert_too(graded_bundle: ModelBundle, muscle: Frame, tmp_path: Path) -> None:
    graph = tiny_graph(KERNEL, graded_bundle.weight, graded_bundle.bias)
    engine = LiteRtEngine(graph, "int8", threads=1)
    answers = logits_and_maps(map(engine.run, graded_bundle.golden.images), graded_bundle.weight, graded_bundle.manifest.scheme)
    assert graded_bundle.manifest.measured is not None
    reported = LiteRt("made by hand", "here", Tolerance(1e-2, 1e-2), graded_bundle.manifest.measured)
    content = dataclasses.replace(
        graded_bundle,
        manifest=dataclasses.replace(graded_bundle.manifest, litert=reported),
        graphs={**graded_bundle.graphs, Precision.INT8_LITERT: graph},
        golden=dataclasses.replace(graded_bundle.golden, int8_litert=answers),
    )
    write_bundle(tmp_path / "bundle", content, KEY)
    bundle = load_bundle(tmp_path / "bundle", KEYS)
    made = make_engine(bundle, EngineChoice("litert", "int8", 1))
    assert compare_to_golden(bundle, made, target(bundle, "litert", "int8")).passed
    finding = analyse(muscle, ROI, bundle, made, Permission.LABEL)
    assert finding.classes is not None and len(finding.classes.probabilities) == 4


def test_another_grade_is_a_gap_however_near_the_logits_are(graded_bundle: ModelBundle) -> None:
    """The reference calls grade 2 by a hair, the engine grade 3 by one."""
    chosen = target(graded_bundle, "onnxruntime", "int8")
    count = len(graded_bundle.golden.images)
    reference = dataclasses.replace(chosen.reference, logits=np.tile(np.array([-9, 0.001, 0, -9], np.float32), (count, 1)))
    engine = Scripted([[-9.0, 0.0, 0.001, -9.0]] * count)
    found = compare_to_golden(graded_bundle, engine, dataclasses.replace(chosen, reference=reference))
    assert found.logits < 0.01 and found.same_labels == 0 and not found.passed


@pytest.mark.parametrize("step", ["median", "clahe_clip", "both"])
def test_a_step_of_the_preprocessing_may_be_absent(bundle: ModelBundle, muscle: Frame, step: str, tmp_path: Path) -> None:
    """The paper's ablations: what is left out is left out on the device, too."""
    left_out = {"median": None, "clahe_clip": None} if step == "both" else {step: None}
    preprocessing = dataclasses.replace(bundle.manifest.preprocessing, **left_out)  # type: ignore[arg-type]
    changed = dataclasses.replace(bundle, manifest=dataclasses.replace(bundle.manifest, preprocessing=preprocessing))
    write_bundle(tmp_path / "bundle", changed, KEY)
    loaded = load_bundle(tmp_path / "bundle", KEYS)
    assert loaded.manifest.preprocessing == preprocessing
    engine = make_engine(loaded, EngineChoice("onnxruntime", "int8", 1))
    found, before = (analyse(muscle, ROI, one, engine, Permission.LABEL) for one in (loaded, bundle))
    assert found.probability is not None and found.probability != before.probability


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("labels", {"labels": ["I", "I", "II", "III"]}),
        ("labels", {"labels": GRADES, "classes": None}),
        ("classes", {"labels": ["I", "II", "III", "IV"]}),
        ("classes", {"classes": {"ordered": True, "head": "softmax", "abnormal": [*GRADES]}}),
        ("classes.heat", {"classes": {"ordered": True, "head": "softmax", "heat": 1}}),
    ],
)
def test_classes_that_cannot_be_meant_are_refused(graded_folder: Path, tmp_path: Path, key: str, changes: dict[str, Any]) -> None:
    shutil.copytree(graded_folder, tmp_path / "bundle")
    store(tmp_path / "bundle", {**document(tmp_path / "bundle"), **changes})
    assert key in refusal(tmp_path / "bundle")


def test_a_linear_layer_for_other_classes_is_refused(graded_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(graded_folder, tmp_path / "bundle")
    content = document(tmp_path / "bundle")
    store(tmp_path / "bundle", {**content, "classes": {**content["classes"], "head": "ordinal"}})
    assert "3 logits" in refusal(tmp_path / "bundle")


def test_a_bundle_that_describes_no_classes_is_written_as_before(bundle: ModelBundle, graded_bundle: ModelBundle) -> None:
    assert "classes" not in json.loads(bundle.manifest.to_json())
    assert parse_manifest(graded_bundle.manifest.to_json()) == graded_bundle.manifest
    labels = json.loads(graded_bundle.manifest.to_json())["classes"]
    assert labels == {"ordered": True, "head": "softmax", "abnormal": list(GRADES[1:])}
