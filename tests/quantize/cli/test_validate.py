"""`validate` from a signed bundle and a data set to its files; what it refuses, in one sentence each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edge_app.bundle.loader import MANIFEST, SIGNATURE
from quantize.cli.passphrase import PASSPHRASE
from quantize.cli.program import main
from quantize.evaluation.validation.records import read_report_json
from quantize.statistics.subject_bootstrap import SubjectBootstrap
from tests.support.site_validations import STATEMENT_TOML

WORDS = "six words drawn at random"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other_textures: Path, bundle_folder: Path, keys_folder: Path) -> Path:
    """A working folder with a data set, a bundle and the key that it is signed with."""
    monkeypatch.setattr(SubjectBootstrap.__init__, "__defaults__", (0, 20))
    monkeypatch.setenv(PASSPHRASE, WORDS)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(other_textures, "site")
    shutil.copytree(bundle_folder, "bundle")
    shutil.copytree(keys_folder, "keys")
    return tmp_path


def validate(*options: str) -> int:
    return main(["validate", "bundle", "site", "--keys", "keys", "--out", "out", "--workers", "1", "--one-view", *options])


def complaint(capsys: pytest.CaptureFixture[str], code: int) -> str:
    said = capsys.readouterr().err
    assert code != 0 and "Traceback" not in said
    return said.splitlines()[-1]


def test_simulated_images_have_a_page_and_no_record(capsys: pytest.CaptureFixture[str]) -> None:
    """The reason is the error; what was found is written all the same, and the second run asks about no image."""
    Path("site.toml").write_text(STATEMENT_TOML)
    said = complaint(capsys, validate("--site", "site.toml"))
    assert (
        "cannot serve as a site validation" in said
        and "simulated" in said
        and "too few subjects: 5 normal and 5 abnormal" in said
    )
    assert "200 x 160 pixels, and the device's 800 x 600" in said
    assert not Path("out/site-validation.json").exists()
    before = Path("out/answers.jsonl").read_bytes()
    assert validate("--graph", "int8", "--width", "0.2") == 0
    printed = capsys.readouterr().out
    assert "nothing refitted" in printed and "Sensitivity (" in printed and "out/validation.html" in printed
    assert Path("out/answers.jsonl").read_bytes() == before
    report = read_report_json(Path("out/validation.json"))
    assert (report.data.images, report.tested.graph, report.tested.views, report.data.simulated) == (10, "int8", False, True)
    assert {file.name for file in Path("out").iterdir()} == {
        "answers.jsonl", "images.csv", "validation.html", "validation.json", "validation.md", "validation.png"
    }  # fmt: skip


def test_a_bundle_that_no_device_would_load_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bundle", SIGNATURE).unlink()
    assert "not signed" in complaint(capsys, validate())
    Path("bundle", MANIFEST).write_bytes(b"{}")
    assert "bundle" in complaint(capsys, validate()) and not Path("out").exists()


def test_bad_input_is_one_sentence_and_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--site" in complaint(capsys, validate("--key", "clinic.key"))
    Path("site.toml").write_text("site = 3")
    assert "site.toml" in complaint(capsys, validate("--site", "site.toml"))
    Path("site.toml").write_text(STATEMENT_TOML)
    assert "clinic.key cannot be read" in complaint(capsys, validate("--site", "site.toml", "--key", "clinic.key"))
    Path("out").mkdir()
    Path("out/site.validation").touch()
    assert "is not replaced" in complaint(capsys, validate("--site", "site.toml", "--key", "clinic.key"))
    assert "int8_litert" in complaint(capsys, validate("--graph", "int8_litert"))
    Path("site/manifest.csv").write_text("image,subject\n")
    assert "has no column" in complaint(capsys, validate())
    assert validate("--width", "0") == 2


def test_images_of_the_training_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate("--trained-on", "site") == 0
    assert "10 of its images" in capsys.readouterr().out
