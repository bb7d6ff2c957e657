"""A fitted guard goes into a bundle when it passes the gate, and only then."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from edge_app.bundle.loader import MANIFEST, ModelBundle
from edge_app.errors import BundleError
from edge_app.guard.scope import ScanPlane
from edge_app.guard.texture_golden import GOLDEN_FILE, TextureGolden
from edge_app.guard.texture_model import MODEL_FILE
from quantize.cli.program import main
from quantize.dataset.manifest import write_manifest
from quantize.guard.fitted_guard import REPORT_FILE
from quantize.packaging.writer import read_bundle
from tests.support.guard_factories import small_texture_golden, small_texture_model, write_fitted_guard
from tests.support.small_dataset import make_dataset


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "dataset"
    samples = make_dataset(folder, 2)
    write_manifest(folder, [dataclasses.replace(sample, depth_mm=40.0) for sample in samples])
    return folder


@pytest.fixture
def folder(bundle_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle_folder, tmp_path / "bundle"))


def refusal(capsys: pytest.CaptureFixture[str], *words: Path) -> str:
    assert main(["include-guard", *map(str, words)]) != 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said
    return said


def test_a_guard_that_passes_is_in_the_bundle_with_its_figures(
    folder: Path, bundle: ModelBundle, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guard = write_fitted_guard(tmp_path / "guard", REJECTED_BY_GRADE=(2, 100))
    assert main(["include-guard", str(folder), str(guard), str(dataset)]) == 0
    written = read_bundle(folder)
    scope = written.manifest.guard
    assert scope is not None and scope.view is ScanPlane.TRANSVERSE and written.texture is not None
    assert scope.region_width_mm == pytest.approx((16.3, 54.8), abs=0.5)
    grades = next(one for one in scope.measured if one.question.startswith("Simulated muscle wrongly"))
    assert (grades.count, grades.of) == (2, 100) and 0 < grades.low < 0.02 < grades.high < 0.08  # not as the file says
    assert dataclasses.replace(written.manifest, guard=None, files={}) == dataclasses.replace(bundle.manifest, files={})
    said = capsys.readouterr().out
    assert "undecided" in said and "not the data set that the network was trained on" in said and "sign" in said


def test_a_guard_of_numbers_that_are_no_longer_measured_is_replaced(folder: Path, dataset: Path, tmp_path: Path) -> None:
    guard = write_fitted_guard(tmp_path / "guard")
    assert main(["include-guard", str(folder), str(guard), str(dataset)]) == 0
    with np.load(folder / MODEL_FILE) as arrays:
        np.savez(folder / MODEL_FILE, **{**arrays, "features": np.frombuffer(b"another number", np.uint8)})
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][MODEL_FILE] = hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="made for other numbers"):
        read_bundle(folder)
    assert main(["include-guard", str(folder), str(guard), str(dataset)]) == 0
    assert read_bundle(folder).texture is not None


def test_a_guard_that_fails_changes_nothing_and_every_failure_is_named(
    folder: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / MANIFEST).read_bytes()
    guard = write_fitted_guard(tmp_path / "guard", LONGITUDINAL=(66, 74), DRAWN_THINGS=(90, 100))
    said = refusal(capsys, folder, guard, dataset)
    assert "longitudinal views recognised (66 of 74 crops) 0.8919 (0.7980-0.9522), at least 0.9: FAILS" in said
    assert "drawn images" in said and "wrongly rejected" not in said
    assert (folder / MANIFEST).read_bytes() == before


@pytest.mark.parametrize("name", [MODEL_FILE, GOLDEN_FILE, REPORT_FILE])
def test_a_missing_or_damaged_file_is_named(
    folder: Path, dataset: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    guard = write_fitted_guard(tmp_path / "guard")
    (guard / name).write_bytes(b"{ broken")
    said = refusal(capsys, folder, guard, dataset)
    assert str(guard / name) in said and "run `python -m quantize fit-guard` again" in said
    (guard / name).unlink()
    assert name in refusal(capsys, folder, guard, dataset)


def test_a_report_of_another_fit_is_refused(
    folder: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guard = write_fitted_guard(tmp_path / "guard")
    report = json.loads((guard / REPORT_FILE).read_text())
    (guard / REPORT_FILE).write_text(json.dumps({**report, "not_muscle_limit": 0.5}))
    assert "another fit" in refusal(capsys, folder, guard, dataset)


@pytest.mark.parametrize("pair", [[21, 20], [-1, 20]])
def test_impossible_counts_are_refused(
    folder: Path, dataset: Path, tmp_path: Path, pair: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    guard = write_fitted_guard(tmp_path / "guard")
    report = json.loads((guard / REPORT_FILE).read_text())
    next(iter(report["tables"].values()))[0].update(count=pair[0], of=pair[1])
    (guard / REPORT_FILE).write_text(json.dumps(report))
    assert f"{pair[0]} of {pair[1]} crops" in refusal(capsys, folder, guard, dataset)


def test_answers_that_this_machine_does_not_give_are_refused(
    folder: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guard = write_fitted_guard(tmp_path / "guard")
    golden = small_texture_golden()
    off = TextureGolden(golden.crops, golden.features, golden.scores + 1)
    assert off.largest_difference(small_texture_model()) > 0.9
    (guard / GOLDEN_FILE).write_bytes(off.to_npz())
    assert GOLDEN_FILE in refusal(capsys, folder, guard, dataset)
