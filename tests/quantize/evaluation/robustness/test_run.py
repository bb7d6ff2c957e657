"""Cells in processes: what is finished is kept, and what has changed is computed anew."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.bundle.loader import ONNX
from edge_app.errors import CaptureError, ConfigError
from edge_app.records import Label
from quantize.dataset.manifest import read_grey
from quantize.evaluation.robustness import run
from quantize.evaluation.robustness.answers import CellAnswers, write_cell
from quantize.evaluation.robustness.cases import choose_cases
from quantize.evaluation.robustness.run import Task, bundle_digest, run_cells
from quantize.packaging.writer import read_bundle
from quantize.perturbations.catalogue import cells

FEW = ("gain-up-2", "mirror-1", "crop-3")
Run = Callable[[Path], dict[str, CellAnswers]]


@pytest.fixture
def run_few(bundle_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Three cells of four images."""
    monkeypatch.setattr(run, "cells", lambda: (cell for cell in cells() if cell.name in FEW))

    def call(data: Path, views: bool = False) -> dict[str, CellAnswers]:
        task = Task(bundle_folder, ONNX, choose_cases(data, 4), views)
        return run_cells(task, read_bundle(bundle_folder), tmp_path / "cells", workers=1)

    return call


def kept(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in (folder / "cells").iterdir()}


def test_a_run_stops_goes_on_and_starts_anew(
    run_few: Run, textures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = itertools.count()

    def interrupted(path: Path, answers: CellAnswers, identity: str) -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt
        write_cell(path, answers, identity)

    with monkeypatch.context() as patch:
        patch.setattr(run, "write_cell", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_few(textures)
    before = kept(tmp_path)
    assert sorted(before) == ["gain-up-2.npz", "untouched.npz"]

    found = run_few(textures)
    whole = kept(tmp_path)
    assert {name: whole[name] for name in before} == before and len(whole) == 4
    assert list(found) == ["", "gain-up-2", "crop-3", "mirror-1"]
    for name, answers in found.items():
        assert answers.judged.all() and answers.mirrored.all() == (name == "mirror-1")
        for graph in answers.graphs.values():
            assert set(graph.labels.tolist()) <= {Label.NORMAL.value, Label.ABNORMAL.value} and graph.maps.shape == (4, 7, 7)
    assert (found[""].graphs["fp32"].probabilities != found["gain-up-2"].graphs["fp32"].probabilities).any()

    with monkeypatch.context() as patch:
        patch.setattr(run, "ProcessPoolExecutor", None)  # nothing is computed a second time
        again = run_few(textures)
    np.testing.assert_array_equal(again["crop-3"].graphs["int8"].maps, found["crop-3"].graphs["int8"].maps)

    (tmp_path / "cells" / "crop-3.npz").write_bytes(b"half a file")
    other = shutil.copytree(textures, tmp_path / "other")
    image = next((other / "images").iterdir())
    cv2.imwrite(str(image), 255 - read_grey(image))
    run_few(other)
    assert all(kept(tmp_path)[name] != stamp for name, stamp in whole.items())


def test_all_that_an_answer_depends_on_makes_another_bundle(bundle_folder: Path) -> None:
    model = read_bundle(bundle_folder)
    manifest = model.manifest
    others = (
        replace(manifest, decision_threshold=0.4),
        replace(manifest, temperature=2.0),
        replace(manifest, files={**manifest.files, "int8.onnx": "0" * 64}),
        replace(manifest, preprocessing=replace(manifest.preprocessing, median=None)),
    )
    digests = [bundle_digest(replace(model, manifest=one), ONNX) for one in (manifest, *others)]
    assert len(set(digests)) == len(digests)
    renamed = replace(manifest, name="another name", created="2026-11-30T00:00:00Z", measured=None)
    assert bundle_digest(replace(model, manifest=renamed), ONNX) == digests[0]


def test_the_images_are_chosen_alike_each_time(textures: Path, tmp_path: Path) -> None:
    few = choose_cases(textures, 6)
    assert few == choose_cases(textures, 6)
    assert [case.label for case in few.cases] == ["normal"] * 3 + ["abnormal"] * 3
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number in range(5):
        noise = np.random.default_rng(number).rayleigh(50, (240, 320))
        cv2.imwrite(str(pictures / f"{number}.png"), np.clip(noise, 0, 255).astype(np.uint8))
    recorded = choose_cases(pictures, 3)
    assert [case.subject for case in recorded.cases] == ["0.png", "1.png", "3.png"]
    assert {case.label for case in recorded.cases} == {None}
    scene = recorded.load(recorded.cases[2])
    assert scene.pixels.shape == (240, 320) and scene.roi.clipped(320, 240) == scene.roi
    (pictures / "4.png").unlink()
    assert choose_cases(pictures, 3).sha256 != recorded.sha256


@pytest.mark.parametrize(("content", "error"), [({}, CaptureError), ({"manifest.csv": "image\n"}, ConfigError)])
def test_what_is_no_data_is_refused(content: dict[str, str], error: type[Exception], tmp_path: Path) -> None:
    for name, text in content.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(error, match=str(tmp_path)):
        choose_cases(tmp_path, 5)
