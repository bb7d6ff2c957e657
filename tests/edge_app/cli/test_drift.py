"""`edge-app drift`: what a supervisor sees of the devices, in words and as JSON, and how an alarm is closed."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app import config
from edge_app.__main__ import main
from edge_app.bundle.loader import ModelBundle
from edge_app.cli import exam_wiring
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.drift.monitor import accept
from edge_app.drift.reference import DeviceReference
from edge_app.exams.records import Patient
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Label
from tests.support.drift_patients import DARK, almost_alarmed, images, keep_state
from tests.support.exam_factories import CHEAP, ENGINE, found

PROBE, BUNDLE, PIN = "a probe", "test bundle", "4711"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished exam, in November 2026, of a device that is at the end of its tether."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EDGE_APP_PIN", PIN)
    monkeypatch.chdir(tmp_path)
    settings = config.load("generic").settings.exams
    key = KeyVault(settings.path, settings.device_key_path).create("operator", PIN, CHEAP)
    monkeypatch.setattr("edge_app.exams.store.store.utc_now", lambda: "2026-11-03T09:00:00+00:00")
    with ExamStore(settings.path, key, "operator") as store:
        exam = store.start(Patient("Clinic 17")).id
        for seed in (0, 1):
            finding = replace(found(seed), probability=0.9, label=Label.ABNORMAL)
            finding = replace(finding, frame=replace(finding.frame, source=PROBE))
            store.add(exam, PROTOCOL[0], finding, ENGINE)
        store.give_verdict(exam, Label.ABNORMAL, "")
        store.finish(exam)
    keep_state(settings.path, bytes(key), accept(almost_alarmed(PROBE, BUNDLE), "a hash", images(), DARK))
    return settings.path


def drift(*words: str) -> Result:
    return CliRunner().invoke(main, ["drift", *words])


def test_the_status_names_the_alarm_its_advice_and_the_agreement() -> None:
    done = drift("status")
    assert done.exit_code == 0, done.output
    assert f"{PROBE} with {BUNDLE}" in done.stdout and "Clinic 17" not in done.stdout
    assert "echo intensity above the reference since patient 1, over 25 patients" in done.stdout
    assert "Compare gain" in done.stdout and "agree on 100% of 1 exams" in done.stdout


def kept_key(folder: Path) -> bytes:
    return bytes(KeyVault(folder, config.load("generic").settings.exams.device_key_path).unlock("operator", PIN))


def test_a_device_that_is_not_watched_is_listed_with_its_agreement(kept: Path) -> None:
    with closing(Database(kept / STORE, kept_key(kept))) as database:
        database.execute("DELETE FROM drift_state")
    shown = drift("status").stdout
    assert "not watched" in shown and "agree on 100% of 1 exams" in shown and "strongest" not in shown
    (line,) = json.loads(drift("status", "--json").stdout)
    assert line["strongest"] is None and line["alarm"] is None


def test_the_status_as_json() -> None:
    (line,) = json.loads(drift("status", "--json").stdout)
    assert (line["device"], line["patients"], line["strongest"]["direction"]) == (PROBE, 25, "above")
    assert line["alarm"]["advice"] == "gain" and line["agreement"]["both_abnormal"] == 1


def test_a_device_profile_that_cannot_be_read_leaves_a_device_unwatched(
    bundle: ModelBundle, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    profiles = DeviceProfiles(tmp_path / "profiles")
    profiles.keep(DeviceProfile(PROBE, preset="thigh"))
    watched = replace(bundle, manifest=replace(bundle.manifest, drift=(DeviceReference(PROBE, "thigh", "made up", DARK),)))
    references = exam_wiring.drift_references(watched, profiles)
    assert references(PROBE, bundle.id) == DARK and references("unknown", bundle.id) is None
    next((tmp_path / "profiles").glob("*.json")).write_text("{")
    assert references(PROBE, bundle.id) is None and "not watched" in caplog.text


def test_an_alarm_is_closed_once() -> None:
    assert "no drift alarm is open for another" in drift("acknowledge", "--device", "another").stdout
    assert f"{PROBE} with {BUNDLE}: the alarm is closed" in drift("acknowledge").stdout
    assert "no drift alarm is open" in drift("acknowledge").stdout
    (line,) = json.loads(drift("status", "--json").stdout)
    assert line["alarm"] is None and line["patients"] == 0


def test_only_a_supervisor_closes_an_alarm(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = KeyVault(kept, config.load("generic").settings.exams.device_key_path)
    vault.add("doctor", "1379", Role.OPERATOR, vault.unlock("operator", PIN))
    monkeypatch.setenv("EDGE_APP_PIN", "1379")
    refused = drift("--user", "doctor", "acknowledge")
    assert refused.exit_code == 1 and "only a supervisor" in refused.stderr
    (line,) = json.loads(drift("--user", "doctor", "status", "--json").stdout)
    assert line["alarm"] is not None, "to look is for everyone"


def test_the_summary_of_a_month_as_page_and_file(bundle_folder: Path, keys_folder: Path) -> None:
    model = ("--bundle", str(bundle_folder), "--keys", str(keys_folder))
    page = drift("summary", "--month", "2026-11", *model).stdout
    assert f"Device: {PROBE}. Bundle: {BUNDLE}." in page and "1 exams of 1 patients, 2 accepted images" in page
    assert "Not watched" in page and "Clinic 17" not in page
    assert "No exam was finished in 2026-10 since drift is recorded;" in drift("summary", "--month", "2026-10", *model).stdout
    assert drift("summary", "--month", "2026-11", "--to", "a.json", *model).exit_code == 0
    ((one,),) = [json.loads(Path("a.json").read_text())]
    assert (one["device"], one["exams"], one["agreement"]) == (PROBE, 1, None)


@pytest.mark.parametrize(
    ("words", "said"), [(("summary", "--month", "November"), "no month"), (("summary", "--to", "a.pdf"), "neither .md nor .json")]
)
def test_what_makes_no_sense_is_one_sentence(words: tuple[str, ...], said: str) -> None:
    done = drift(*words)
    assert done.exit_code != 0 and said in done.stderr and done.stderr.count("\n") == 1
