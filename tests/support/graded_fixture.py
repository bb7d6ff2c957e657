"""The small bundle with four Heckmatt grades in place of normal and abnormal: its linear layer made anew, nothing trained."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from edge_app.bundle.class_scheme import ClassDescription, Head
from edge_app.bundle.loader import BundleContent, ModelBundle, Precision, Reference, load_bundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.records import FloatMap
from quantize.graphs.raw_maps import logits_and_maps
from quantize.packaging.writer import write_bundle
from tests.support.made_once import folder_made_once
from tests.support.signing import KEY, KEYS

GRADES = ("Heckmatt 1", "Heckmatt 2", "Heckmatt 3", "Heckmatt 4")
SPREAD = 0.3  # how much the grades' rows differ beyond their strength, of a weight's own size: so that their heat does too


def graded_head(bundle: ModelBundle, head: Head) -> tuple[FloatMap, FloatMap]:
    """A linear layer by which images lie along the grades as the bundle has them between normal and abnormal."""
    row, middle = bundle.weight[1], bundle.bias[1]
    steps = np.array([-1.5, -0.5, 0.5, 1.5]) if head == "softmax" else np.array([1.0, 1.0, 1.0])
    offsets = -np.square(steps) if head == "softmax" else np.array([1.5, 0.0, -1.5])
    own = np.random.default_rng(0).normal(size=(len(steps), len(row))) * row.std() * SPREAD
    own -= own.mean(1, keepdims=True)
    return (steps[:, None] * row + own).astype(np.float32), (steps * middle + offsets).astype(np.float32)


def with_head(graph: bytes, weight: FloatMap, bias: FloatMap) -> bytes:
    """A graph of the small network with another linear layer, which is in float in both."""
    model = onnx.load_from_string(graph)
    for constant in model.graph.initializer:
        if constant.name in ("weight", "bias"):
            constant.CopyFrom(numpy_helper.from_array(weight if constant.name == "weight" else bias, constant.name))
    for shown in (*model.graph.output, *model.graph.value_info):
        if shown.name == "logits":
            shown.type.tensor_type.shape.dim[1].dim_value = len(bias)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()  # type: ignore[no-any-return]


def graded(bundle: ModelBundle, head: Head = "softmax") -> BundleContent:
    """What `write_bundle` writes of it."""
    weight, bias = graded_head(bundle, head)
    described = ClassDescription(ordered=True, head=head, abnormal=GRADES[1:])
    manifest = dataclasses.replace(bundle.manifest, name="graded", labels=GRADES, classes=described)
    made = {precision: with_head(graph, weight, bias) for precision, graph in bundle.graphs.items()}

    def answers(precision: Precision) -> Reference:
        engine = OrtEngine(made[precision], precision.value, threads=1)
        return logits_and_maps(map(engine.run, bundle.golden.images), weight, manifest.scheme)

    golden = dataclasses.replace(bundle.golden, fp32=answers(Precision.FP32), int8=answers(Precision.INT8))
    return BundleContent(manifest, made, weight, bias, golden)


@pytest.fixture(scope="session")
def graded_folder(bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four grades by a softmax. Copy it before altering it."""
    return _made(bundle_folder, tmp_path_factory, "softmax")


@pytest.fixture(scope="session")
def graded_bundle(graded_folder: Path) -> ModelBundle:
    return load_bundle(graded_folder, KEYS)


@pytest.fixture(scope="session")
def ordinal_bundle(bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelBundle:
    """Four grades by an ordinal head."""
    return load_bundle(_made(bundle_folder, tmp_path_factory, "ordinal"), KEYS)


def _made(plain: Path, factory: pytest.TempPathFactory, head: Head) -> Path:
    """Of the plain bundle's folder, and not of the fixture `bundle`, which a module may have made another one."""
    return folder_made_once(
        factory, f"graded-{head}", lambda folder: write_bundle(folder, graded(load_bundle(plain, KEYS), head), KEY)
    )
