"""What version 0.1 stored is read, and migrated once: exams, device profiles, settings (tests/golden/version-0.1)."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from edge_app import config
from edge_app.device_profiles import SIMULATED_PROBE, DeviceProfile, DeviceProfiles
from edge_app.errors import StoreError
from edge_app.exams.records import Exam
from edge_app.exams.store.key_vault import KeyVault, WrongPinError
from edge_app.exams.store.store import ExamStore

STORED = Path(__file__).parent.parent / "golden" / "version-0.1"
EXPECTED: dict[str, Any] = json.loads((STORED / "expected.json").read_text())


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STORED, tmp_path / "stored"))


def as_written(exam: Exam) -> dict[str, Any]:
    """In the words of expected.json."""
    patient, verdict = exam.patient, exam.verdict
    sex = patient.sex.value if patient.sex else None
    return {
        "id": exam.id,
        "started": exam.started,
        "finished": exam.finished,
        "patient": [patient.identifier, patient.age, sex, patient.height_cm, patient.weight_kg],
        "verdict": [verdict.label.value, verdict.reason, verdict.by] if verdict else None,
        "images": [
            {
                "number": image.number,
                "muscle": image.site.muscle,
                "side": image.site.side.value,
                "label": image.finding.label.value,
                "probability": image.finding.probability,
                "mm_per_pixel": image.finding.frame.mm_per_pixel,
                "mirrored": image.finding.frame.mirrored,
                "engine": image.engine,
                "pixels_sha256": hashlib.sha256(image.finding.frame.pixels.tobytes()).hexdigest(),
                "heat_sha256": hashlib.sha256(image.finding.heat.tobytes()).hexdigest(),
            }
            for image in exam.images
        ],
    }


def test_its_exams_are_read_and_its_audit_trail_holds(stored: Path) -> None:
    vault = KeyVault(stored / "exams", stored / "device_key.bin")
    assert vault.users == ["nurse", "doctor"]
    for user, pin in (("nurse", "2468"), ("doctor", "1357")):
        with ExamStore(stored / "exams", vault.unlock(user, pin), user) as store:
            assert store.faults() == []
            assert [as_written(store.read(exam["id"])) for exam in EXPECTED["exams"]] == EXPECTED["exams"]
            assert store.unfinished() == EXPECTED["unfinished"]
            trail = [[sealed.entry.who, sealed.entry.action] for sealed in store.trail()]
            assert trail[: len(EXPECTED["audit"])] == EXPECTED["audit"]
    with pytest.raises(WrongPinError):
        vault.unlock("nurse", "8642")


def test_its_store_goes_on(stored: Path) -> None:
    key = KeyVault(stored / "exams", stored / "device_key.bin").unlock("nurse", "2468")
    finished, unfinished = EXPECTED["exams"][0]["id"], EXPECTED["unfinished"]
    with ExamStore(stored / "exams", key, "nurse") as store:
        store.finish(unfinished)
        with pytest.raises(StoreError):
            store.finish(finished)
        store.delete(finished)
        assert store.faults() == []
    with ExamStore(stored / "exams", key, "nurse") as store:
        assert [line.id for line in store.exams()] == [unfinished] and store.faults() == []


def test_its_device_profiles_are_moved_once_and_read(stored: Path) -> None:
    profiles = DeviceProfiles(stored / "device-profiles")
    assert not (stored / "passports").exists()
    known = DeviceProfile(
        device="1b71:3106:SN 00/42",
        preset="MSK superficial, 8 MHz",
        width=800,
        height=600,
        field=((300, 80), (500, 80), (620, 460), (180, 460)),
        mm_per_pixel=0.08,
        mirrored=True,
        echo_reference="clinic",
    )
    assert set(profiles.all()) == {SIMULATED_PROBE, known, DeviceProfile("igtl:scanner:18944/Image")}
    assert profiles.reference("clinic").muscles["biceps brachii"].male == -4
    assert DeviceProfiles(stored / "device-profiles").find(known.device) == known


def test_its_settings_are_read_and_their_old_key_is_named(stored: Path) -> None:
    merged = config.load("raspberry-pi-5", stored / "override.toml")
    assert merged.settings.capture.device_profiles == "/data/passports"
    assert (merged.settings.engine.runtime, merged.settings.engine.threads) == ("litert", 3)
    source = {origin.key: origin.source for origin in merged.origins}["capture.device_profiles"]
    assert source == f"{stored / 'override.toml'} (under its old name capture.passports; rename it)"
