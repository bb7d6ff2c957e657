"""How heavy a checkout is, and what may be in it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_CHECKOUT = 45_000_000  # bytes, the history not counted
MAX_FILE = 10_000_000
MAX_OTHER_BUNDLE = 6_000_000
WITH_FLOAT = "nmd-assistnet-phantom"  # the shipped ultrasound bundle: INT8 is held to its FP32 on the very device
INT8_GRAPHS = {"int8.onnx", "int8.tflite"}
READERS_SCREENS = 12


def bundle_fault(name: str, files: Mapping[str, int]) -> str | None:
    """What is wrong with a bundle of the tree, its files given as name -> bytes."""
    if name == WITH_FLOAT:
        return None
    if graphs := {file for file in files if file.endswith((".onnx", ".tflite"))} - INT8_GRAPHS:
        return f"{name} has {', '.join(sorted(graphs))}; only {WITH_FLOAT} ships more than INT8"
    if (size := sum(files.values())) > MAX_OTHER_BUNDLE:
        return f"{name} has {size} bytes; at most {MAX_OTHER_BUNDLE} may a bundle other than {WITH_FLOAT} have"
    return None


@pytest.fixture(scope="module")
def tracked() -> dict[str, int]:
    """Path -> bytes of every file of the checkout."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is no git checkout, so nobody knows which files belong to it")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name: (ROOT / name).lstat().st_size for name in listing.split("\0") if name and (ROOT / name).exists()}


def test_checkout_is_light(tracked: dict[str, int]) -> None:
    total = sum(tracked.values())
    heaviest = sorted(tracked, key=tracked.__getitem__)[-5:]
    assert total < MAX_CHECKOUT, f"{total / 1e6:.1f} MB; the heaviest are {', '.join(heaviest)}"


def test_no_file_is_heavy(tracked: dict[str, int]) -> None:
    assert {name: size for name, size in tracked.items() if size > MAX_FILE} == {}


def test_the_documents_keep_the_screens_a_reader_needs(tracked: dict[str, int]) -> None:
    assert len([name for name in tracked if name.startswith("docs/screens/")]) == READERS_SCREENS


def test_bundles_keep_to_the_rule(tracked: dict[str, int]) -> None:
    bundles: dict[str, dict[str, int]] = {}
    for name, size in tracked.items():
        if name.startswith("edge_app/bundles/"):
            bundle, _, file = name.removeprefix("edge_app/bundles/").partition("/")
            bundles.setdefault(bundle, {})[file] = size
    assert WITH_FLOAT in bundles
    assert [fault for name, files in bundles.items() if (fault := bundle_fault(name, files))] == []


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"int8.onnx": 3_000_000, "golden.npz": 100_000, "manifest.json": 5_000}, None),
        ({"int8.onnx": 3_000_000, "int8.tflite": 2_900_000}, None),
        ({"int8.onnx": 3_000_000, "fp32.onnx": 10}, "fp32.onnx"),
        ({"int8.onnx": 3_000_000, "fine.onnx": 10}, "fine.onnx"),
        ({"int8.onnx": 6_000_001}, "6000001 bytes"),
    ],
)
def test_another_bundle_has_int8_only_and_six_megabytes(files: dict[str, int], fault: str | None) -> None:
    found = bundle_fault("another", files)
    assert (found is None) if fault is None else (found is not None and fault in found)
