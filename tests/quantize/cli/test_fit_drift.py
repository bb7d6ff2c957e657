"""`fit-drift` puts a reference into a bundle, once per device and preset, and takes one that was measured before."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_app.device_profiles import SIMULATED_PROBE
from edge_app.drift.reference import DeviceReference
from quantize.cli.program import main
from quantize.drift.simulated_patients import SimulatedImage
from quantize.packaging.writer import read_bundle
from tests.support.drift_patients import REFERENCE
from tests.support.speckle import scanned_speckle

PATIENTS = "30"


@pytest.fixture
def folder(bundle_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small bundle, and patients of noise."""

    def noise(patient: int) -> list[SimulatedImage]:
        grey = scanned_speckle(patient, 2, 1.2, (120, 160))
        return [SimulatedImage(grey, np.zeros_like(grey), 0.1)]

    monkeypatch.setattr("quantize.steps.drift.patient_images", noise)
    return Path(shutil.copytree(bundle_folder, tmp_path / "bundle"))


def watched(folder: Path) -> tuple[DeviceReference, ...]:
    return read_bundle(folder).manifest.drift or ()


def test_it_measures_and_takes_what_it_measured(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, file = read_bundle(folder), tmp_path / "reference.json"
    assert main(["fit-drift", str(folder), "--patients", PATIENTS, "--out", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"watched against {PATIENTS} simulated patients" in said and "near field dropout" in said and "sign" in said
    (reference,) = watched(folder)
    assert (reference.device, reference.preset) == (SIMULATED_PROBE.device, SIMULATED_PROBE.preset)
    after = read_bundle(folder)
    assert after.graphs == before.graphs and after.manifest.files.keys() == before.manifest.files.keys()
    # The golden vectors are packed again, which another zlib does otherwise.
    assert replace(after.manifest, drift=None, files=before.manifest.files) == before.manifest
    document = json.loads(file.read_text())
    document["reference"]["score"]["mean"] = 0.25
    file.write_text(json.dumps(document))
    assert main(["fit-drift", str(folder), "--reference", str(file)]) == 0
    (again,) = watched(folder)
    assert again.reference.score.mean == 0.25 and again.made_of == reference.made_of


def test_another_devices_reference_stays(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "reference.json"
    for name in ("a probe", "another probe"):
        spreads = {key: vars(spread) for key, spread in vars(REFERENCE).items()}
        file.write_text(json.dumps({"device": name, "preset": None, "made_of": "made-up patients", "reference": spreads}))
        assert main(["fit-drift", str(folder), "--reference", str(file)]) == 0
    assert [one.device for one in watched(folder)] == ["a probe", "another probe"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"device": "a probe"}'])
def test_a_file_that_is_no_reference_is_one_sentence(
    folder: Path, tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "reference.json"
    file.write_text(content)
    assert main(["fit-drift", str(folder), "--reference", str(file)]) != 0
    assert str(file) in (said := capsys.readouterr().err) and said.count("\n") == 1
    assert watched(folder) == ()
