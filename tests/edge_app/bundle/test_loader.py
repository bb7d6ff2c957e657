"""A bundle that was tampered with, in any way, is refused with one sentence."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_app.bundle.loader import FILES, GOLDEN, HEAD, MANIFEST, ONNX, ModelBundle, Precision, load_bundle
from edge_app.bundle.manifest import Manifest, parse_manifest
from edge_app.drift.reference import DeviceReference
from edge_app.errors import BundleError
from edge_app.guard.scope import GuardScope, MeasuredShare, ScanPlane
from tests.support.altered_bundles import assert_one_sentence, document, refusal, replace_file, store, write_manifest
from tests.support.banded import banded
from tests.support.drift_patients import REFERENCE
from tests.support.signing import KEYS

MAY_BE_MISSING = ("view", "region_width_mm", "region_height_mm")
WATCHED = DeviceReference("test probe", None, "made-up patients", REFERENCE)
REUSE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def folder(bundle_folder: Path, tmp_path: Path) -> Path:
    """A bundle to spoil."""
    return Path(shutil.copytree(bundle_folder, tmp_path / "bundle"))


def paths(content: object, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key of a nested JSON object."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield (*before, key)
            yield from paths(value, (*before, key))


def at(content: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The object that holds the last key of a path."""
    for key in path[:-1]:
        content = content[key]
    return content


def test_a_sound_bundle_is_read_whole(bundle: ModelBundle, bundle_folder: Path) -> None:
    assert bundle.id.startswith("random-weights ")
    for precision in ONNX:
        assert bundle.graphs[precision] == (bundle_folder / precision.file).read_bytes()
    assert bundle.weight.shape == (2, 64) and bundle.bias.shape == (2,)
    np.testing.assert_array_equal(bundle.abnormal_weights, bundle.weight[1])


def test_the_id_changes_with_any_change_of_content(bundle: ModelBundle, folder: Path) -> None:
    content = document(folder)
    content["decision_threshold"] = 0.4
    store(folder, content)
    assert load_bundle(folder, KEYS).id != bundle.id


def test_the_manifest_is_written_as_it_is_read(bundle: ModelBundle) -> None:
    assert parse_manifest(bundle.manifest.to_json()) == bundle.manifest


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no model bundle at"):
        load_bundle(tmp_path / "nowhere", KEYS)


@pytest.mark.parametrize("name", [*sorted(FILES), MANIFEST])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in refusal(folder)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_folder_in_place_of_a_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    assert name in refusal(folder)


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "fp32.onnx.data", "sub"])
def test_a_foreign_file(folder: Path, name: str) -> None:
    if name == "sub":
        (folder / name).mkdir()
    else:
        (folder / name).write_text("?")
    assert name in refusal(folder)


@pytest.mark.parametrize("name", sorted(FILES))
@given(data=st.data())
@settings(parent=REUSE, max_examples=5)
def test_one_flipped_bit(folder: Path, name: str, data: st.DataObject) -> None:
    original = (folder / name).read_bytes()
    position = data.draw(st.integers(0, len(original) - 1))
    changed = bytearray(original)
    changed[position] ^= 1 << data.draw(st.integers(0, 7))
    (folder / name).write_bytes(changed)
    assert "altered" in refusal(folder) and name in refusal(folder)
    (folder / name).write_bytes(original)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"schema": NaN}', b'{"schema": 1, "schema": 1}', b"[" * 100_000]
)
def test_a_manifest_that_is_no_json_object(folder: Path, text: bytes) -> None:
    write_manifest(folder, text)
    assert MANIFEST in refusal(folder)


@pytest.mark.parametrize("schema", [0, 3, "1", "2", True, None, 1.5])
def test_another_schema(folder: Path, schema: object) -> None:
    store(folder, {**document(folder), "schema": schema})
    assert "schema" in refusal(folder)


def test_every_key_is_needed_and_its_type_too(bundle: ModelBundle) -> None:
    scope = GuardScope((10.0, 40.0), (10.0, 50.0), ScanPlane.TRANSVERSE, (MeasuredShare("rejected", "all", 1, 20, 0.0, 0.2),))
    complete = dataclasses.asdict(dataclasses.replace(banded(bundle).manifest, guard=scope, drift=(WATCHED,)))
    for path in paths(complete):
        wrongs: tuple[Any, ...] = (..., [], "nonsense\n" * 50, -1.5, {"a": 1}, 10**400)
        for wrong in wrongs:
            content = json.loads(json.dumps(complete))
            holder = at(content, path)
            if wrong is ...:
                del holder[path[-1]]
            elif type(wrong) is type(holder[path[-1]]) and path[-1] != "schema":
                continue  # the same type may well be right
            else:
                holder[path[-1]] = wrong
            # Not every bundle has them, nor a guard with limits.
            optional = ("litert", "fine", "guard", "indeterminate", "drift", "muscles", "classes")
            if wrong is ... and path in (
                *((name,) for name in optional),
                ("preprocessing", "grey_range"),
                ("measured", "classes"),
                *(("guard", field) for field in MAY_BE_MISSING),
            ):
                continue
            if wrong is ... and path[0] == "files" and len(path) == 2:
                continue  # a list of files that is too short is found against the folder
            with pytest.raises(BundleError) as caught:
                parse_manifest(json.dumps(content).encode())
            assert_one_sentence(str(caught.value))
            assert path[-1] in str(caught.value)


def test_drift_references_are_read_as_they_are_written(bundle: ModelBundle) -> None:
    watched = dataclasses.replace(bundle.manifest, drift=(WATCHED, dataclasses.replace(WATCHED, preset="deep")))
    assert parse_manifest(watched.to_json()) == watched


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"sd": 12.0', '"sd": 0.0', "echo_intensity"),
        ('"patients": 200', '"patients": 3', "takes 30 patients"),
        ('"device": "another probe"', '"device": ""', "device"),
        ('"device": "another probe"', '"device": "test probe"', "drift"),  # twice
        ('"made_of"', '"made"', "made"),
    ],
)
def test_a_drift_reference_that_cannot_be_is_refused_by_name(bundle: ModelBundle, old: str, new: str, named: str) -> None:
    watched = dataclasses.replace(bundle.manifest, drift=(WATCHED, dataclasses.replace(WATCHED, device="another probe")))
    text = watched.to_json().decode()
    assert old in text
    with pytest.raises(BundleError, match=named) as caught:
        parse_manifest(text.replace(old, new).encode())
    assert_one_sentence(str(caught.value))


def test_an_unknown_key(folder: Path) -> None:
    content = document(folder)
    content["preprocessing"]["gamma"] = 2.2
    store(folder, content)
    assert "preprocessing.gamma" in refusal(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("temperature", 0.0),
        ("temperature", -1.0),
        ("decision_threshold", 0.0),
        ("decision_threshold", 1.0),
        ("heat_scale", 0.0),
        ("labels", ["abnormal", "normal"]),
        ("input_shape", [1, 3, 224, 224]),
        ("intended_use", "  "),
        ("name", ""),
        ("name", "two\nlines"),
        ("parameters", 0),
        ("guard", {"region_width_mm": [40.0, 10.0], "measured": []}),
        ("guard", {"region_height_mm": [0.0, 10.0], "measured": []}),
        ("guard", {"measured": [{"question": "rejected", "part": "all", "count": 3, "of": 2, "low": 0.0, "high": 1.0}]}),
        ("preprocessing", {"size": 224, "median": 4, "clahe_clip": 2.0, "clahe_tiles": 8}),
        ("preprocessing", {"size": 10**9, "median": 5, "clahe_clip": 2.0, "clahe_tiles": 8}),
        ("preprocessing", {"size": 224, "median": 5, "clahe_clip": 2.0, "clahe_tiles": 8, "grey_range": [150, 30]}),
        ("preprocessing", {"size": 224, "median": 5, "clahe_clip": 2.0, "clahe_tiles": 8, "grey_range": [-1, 30]}),
    ],
)
def test_an_impossible_value(folder: Path, key: str, value: object) -> None:
    store(folder, {**document(folder), key: value})
    assert key in refusal(folder)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a\\b", "", ".."])
def test_a_file_outside_of_the_folder_is_never_read(folder: Path, name: str) -> None:
    content = document(folder)
    content["files"][name] = "0" * 64
    store(folder, content)
    assert "files" in refusal(folder)


def test_a_graph_that_the_manifest_does_not_list(folder: Path) -> None:
    content = document(folder)
    del content["files"]["int8.onnx"]
    store(folder, content)
    assert "int8.onnx" in refusal(folder)


@pytest.mark.parametrize("name", [HEAD, GOLDEN])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\x93NUMPY"])
def test_arrays_that_cannot_be_read(folder: Path, name: str, data: bytes) -> None:
    replace_file(folder, name, data)
    assert name in refusal(folder)


def test_arrays_that_carry_code(folder: Path, tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", weight=np.array([{"a": 1}], dtype=object), bias=np.zeros(2, np.float32))
    replace_file(folder, HEAD, (tmp_path / "evil.npz").read_bytes())
    assert HEAD in refusal(folder)


@pytest.mark.parametrize(
    "arrays",
    [
        {"weight": np.zeros((3, 4), np.float32), "bias": np.zeros(3, np.float32)},
        {"weight": np.zeros((2, 4), np.float64), "bias": np.zeros(2, np.float32)},
        {"weight": np.zeros(8, np.float32), "bias": np.zeros(2, np.float32)},
        {"weight": np.zeros((2, 4), np.float32)},
        {"weight": np.full((2, 4), np.nan, np.float32), "bias": np.zeros(2, np.float32)},
        {"weight": np.zeros((2, 4), np.float32), "bias": np.full(2, np.inf, np.float32)},
    ],
)
def test_a_head_of_another_shape(folder: Path, tmp_path: Path, arrays: dict[str, Any]) -> None:
    np.savez(tmp_path / "head.npz", **arrays)
    replace_file(folder, HEAD, (tmp_path / "head.npz").read_bytes())
    assert HEAD in refusal(folder)


def test_a_litert_graph_is_read_where_there_is_one(litert_bundle: ModelBundle, litert_folder: Path, bundle: ModelBundle) -> None:
    assert litert_bundle.graphs[Precision.INT8_LITERT] == (litert_folder / "int8.tflite").read_bytes()
    assert litert_bundle.golden.int8_litert is not None and litert_bundle.manifest.litert is not None
    assert Precision.INT8_LITERT not in bundle.graphs and bundle.golden.int8_litert is None


def test_a_litert_graph_that_the_manifest_does_not_tell_of(litert_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(litert_folder, tmp_path / "bundle"))
    content = document(folder)
    store(folder, {**content, "litert": None})
    assert "LiteRT graph" in refusal(folder)
    del content["files"]["int8.tflite"]
    store(folder, content)
    (folder / "int8.tflite").unlink()
    assert "LiteRT graph" in refusal(folder)


@pytest.mark.parametrize("key", ["int8_litert_logits", "int8_litert_maps"])
def test_a_litert_graph_without_its_golden_answers(litert_folder: Path, tmp_path: Path, key: str) -> None:
    folder = Path(shutil.copytree(litert_folder, tmp_path / "bundle"))
    with np.load(folder / GOLDEN) as archive:
        rest = {name: archive[name] for name in archive.files if name != key}
    np.savez(tmp_path / "golden.npz", **rest)
    replace_file(folder, GOLDEN, (tmp_path / "golden.npz").read_bytes())
    assert key in refusal(folder)


@given(text=st.binary(max_size=200))
@settings(parent=REUSE)
def test_any_bytes_at_all(text: bytes) -> None:
    with pytest.raises(BundleError) as caught:
        parse_manifest(text)
    assert_one_sentence(str(caught.value))


@given(position=st.integers(0, 10**6), byte=st.integers(0, 255))
@settings(parent=REUSE, max_examples=300)
def test_any_byte_of_the_manifest(bundle: ModelBundle, position: int, byte: int) -> None:
    text = bytearray(bundle.manifest.to_json())
    text[position % len(text)] = byte
    try:
        assert isinstance(parse_manifest(bytes(text)), Manifest)
    except BundleError as exc:
        assert_one_sentence(str(exc))
