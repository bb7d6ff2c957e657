"""A site validation is signed once it was checked, by a key of its own kind, into a file that is never replaced."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.bundle.trusted_keys import validation_keys
from edge_app.validation.signed_record import open_record
from quantize.cli.passphrase import PASSPHRASE
from quantize.cli.program import main
from tests.support.site_validations import OLDER_RECORD, RECORD

ROOT = Path(__file__).resolve().parents[3]
WORDS = "six words drawn at random"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a record, a bundle's key and a validation key."""
    monkeypatch.setenv(PASSPHRASE, WORDS)
    monkeypatch.chdir(tmp_path)
    Path("record.json").write_bytes(RECORD.to_json())
    assert main(["keygen", "keys", "--name", "maker"]) == 0
    assert main(["keygen", "validation-keys", "--name", "clinic", "--validation"]) == 0
    return tmp_path


def sign(record: str = "record.json", key: str = "validation-keys/clinic.key", out: str = "clinic.validation") -> int:
    return main(["sign-validation", record, "--key", key, "--out", out])


def complaint(capsys: pytest.CaptureFixture[str], code: int) -> str:
    said = capsys.readouterr().err
    assert code != 0 and said.count("\n") == 1 and "Traceback" not in said
    return said


def test_from_a_new_key_to_a_record_that_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    assert sign() == 0
    (key,) = validation_keys(Path("validation-keys"))
    said = capsys.readouterr().out
    assert key.id in said and RECORD.bundle.id in said and RECORD.notice in said
    content = Path("clinic.validation").read_bytes()
    opened = open_record(content, (key,), "clinic.validation")
    assert (opened.validation, opened.signed_by) == (RECORD, key)
    assert content.endswith(Path("record.json").read_bytes()), "the exact bytes"


def test_a_record_that_does_not_count_indeterminate_images_is_not_signed_any_more(capsys: pytest.CaptureFixture[str]) -> None:
    Path("record.json").write_bytes(OLDER_RECORD.to_json())
    assert '"counts.indeterminate" and "metrics.coverage"' in complaint(capsys, sign())
    assert not Path("clinic.validation").exists()


def test_the_private_key_is_for_its_owner_and_says_its_purpose() -> None:
    path = Path("validation-keys/clinic.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("Purpose: site validation\n-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_openssl_reads_the_keys_and_verifies_the_record() -> None:
    """A second opinion, from a program that shares no line with ours."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")

    def openssl(*words: str) -> str:
        done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert sign() == 0
    openssl("pkey", "-in", "validation-keys/clinic.key", "-passin", f"pass:{WORDS}", "-noout")
    _, _, signature, record = Path("clinic.validation").read_bytes().split(b"\n", 3)
    Path("raw").write_bytes(bytes.fromhex(signature.split()[1].decode()))
    Path("signed").write_bytes(b"edge-app site validation\0" + record)
    files = ("-inkey", "validation-keys/clinic.pub", "-sigfile", "raw", "-in", "signed")
    assert "Verified" in openssl("pkeyutl", "-verify", "-pubin", "-rawin", *files)


def test_neither_kind_of_key_signs_what_the_other_signs(capsys: pytest.CaptureFixture[str], bundle_folder: Path) -> None:
    said = complaint(capsys, sign(key="keys/maker.key"))
    assert "maker.key is a key for a bundle, not for a site validation" in said and "keygen --validation" in said
    bundle = Path(shutil.copytree(bundle_folder, "bundle"))
    before = (bundle / "manifest.sig").read_bytes()
    said = complaint(capsys, main(["sign", "bundle", "--key", "validation-keys/clinic.key"]))
    assert "clinic.key is a key for a site validation, not for a bundle" in said
    assert (bundle / "manifest.sig").read_bytes() == before and not Path("clinic.validation").exists()


def test_what_an_appliance_would_refuse_is_not_signed(capsys: pytest.CaptureFixture[str]) -> None:
    missed = RECORD.to_json().replace(b'"bound": 0.85', b'"bound": 0.95')
    for text, words in ((b"{", "not valid JSON"), (missed, "does not meet its own limit"), (b" " * 70_000, "larger than 64 kB")):
        Path("record.json").write_bytes(text)
        assert words in complaint(capsys, sign())
    assert not Path("clinic.validation").exists()


def test_a_signed_record_is_never_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    assert sign() == 0
    before = Path("clinic.validation").read_bytes()
    Path("record.json").write_bytes(replace(RECORD, site="Clinic 18").to_json())
    capsys.readouterr()
    assert "there already" in complaint(capsys, sign())
    assert Path("clinic.validation").read_bytes() == before


def test_a_file_that_no_appliance_would_list_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert "does not end in .validation" in complaint(capsys, sign(out="clinic.json"))


def test_signing_needs_no_torch() -> None:
    script = "import sys; sys.modules['torch'] = sys.modules['onnx'] = None; import quantize.cli.sign_validation"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
