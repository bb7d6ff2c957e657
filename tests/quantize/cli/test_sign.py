"""Key pairs are made once and kept separate; a bundle is signed once it was checked."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from edge_app.bundle.loader import HEAD, MANIFEST, SIGNATURE, ModelBundle, load_bundle
from edge_app.bundle.trusted_keys import read_keys
from edge_app.errors import BundleError, ConfigError
from quantize.cli.passphrase import PASSPHRASE
from quantize.cli.program import main
from quantize.packaging.keys import SigningKey, read_signing_key
from quantize.packaging.signing import sign_bundle
from quantize.packaging.writer import read_bundle, write_bundle
from tests.support.signing import KEY, KEYS

WORDS = "six words drawn at random"


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSPHRASE, WORDS)


@pytest.fixture
def folder(bundle: ModelBundle, tmp_path: Path) -> Path:
    """A bundle that nobody signed yet."""
    write_bundle(tmp_path / "bundle", bundle)
    return tmp_path / "bundle"


def complaint(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    assert main([str(word) for word in words]) != 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said
    return said


def test_from_a_new_key_to_a_bundle_that_loads(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BundleError, match="is not signed"):
        load_bundle(folder, KEYS)
    assert main(["keygen", str(tmp_path / "keys"), "--name", "maker"]) == 0
    assert main(["sign", str(folder), "--key", str(tmp_path / "keys" / "maker.key")]) == 0
    (key,) = read_keys(tmp_path / "keys")
    signed = load_bundle(folder, [key])
    said = capsys.readouterr().out
    assert signed.signed_by == key and said.count(key.id) == 2 and signed.id in said


def test_openssl_reads_what_keygen_and_sign_write(folder: Path, tmp_path: Path) -> None:
    """A second opinion, from a program that shares no line with ours."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    main(["keygen", str(tmp_path), "--name", "k"])
    main(["sign", str(folder), "--key", str(tmp_path / "k.key")])
    raw = bytes.fromhex((folder / SIGNATURE).read_text().split()[-1])
    (tmp_path / "raw").write_bytes(raw)
    files = ["-inkey", str(tmp_path / "k.pub"), "-sigfile", str(tmp_path / "raw"), "-in", str(folder / MANIFEST)]
    verification = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", *files]
    done = subprocess.run(verification, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    scrypt = ["openssl", "pkcs8", "-topk8", "-scrypt", "-passin", f"pass:{WORDS}", "-passout", f"pass:{WORDS}"]
    subprocess.run([*scrypt, "-in", str(tmp_path / "k.key"), "-out", str(tmp_path / "slow.key")], check=True)
    assert read_signing_key(tmp_path / "slow.key", WORDS).trusted.id == read_signing_key(tmp_path / "k.key", WORDS).trusted.id


def test_the_private_key_is_for_its_owner_and_sealed(tmp_path: Path) -> None:
    main(["keygen", str(tmp_path)])
    path = tmp_path / "signing.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    with pytest.raises(ConfigError, match="does not open with this passphrase"):
        read_signing_key(path, WORDS + "?")


def test_a_key_is_never_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keygen", str(tmp_path)])
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert "there already" in complaint(capsys, "keygen", tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_key_is_not_made_within_a_checkout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    assert "git checkout" in complaint(capsys, "keygen", tmp_path / "a" / "b")
    assert not (tmp_path / "a").exists()


def test_unsuitable_names_and_passphrases_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("", "../k", "/k", ".k"):
        assert "plain name" in complaint(capsys, "keygen", tmp_path, "--name", name)
    monkeypatch.setenv(PASSPHRASE, "short")
    assert "shorter than 16" in complaint(capsys, "keygen", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_terminal_or_environment_the_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSPHRASE)
    words = [sys.executable, "-m", "quantize", "keygen", str(tmp_path)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "") and PASSPHRASE in done.stderr and done.stderr.count("\n") == 1


def test_what_is_no_signing_key(tmp_path: Path) -> None:
    def pem(private: Ed448PrivateKey, seal: bool) -> bytes:
        sealing = BestAvailableEncryption(WORDS.encode()) if seal else NoEncryption()
        return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealing)

    other = Ed448PrivateKey.generate()
    path = tmp_path / "k.key"
    for content, words in (
        (None, "cannot be read"),
        (b"", "no private key"),
        (b"-----BEGIN PUBLIC KEY-----", r"give the \.key file"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", "does not open"),
        (pem(other, seal=False), "not protected by a passphrase"),
        (pem(other, seal=True), "not an Ed25519 key"),
    ):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ConfigError, match=words):
            read_signing_key(path, WORDS)


def test_the_workstation_reads_an_unsigned_bundle_and_refuses_an_altered_one(folder: Path, bundle: ModelBundle) -> None:
    unsigned = read_bundle(folder)
    assert unsigned.manifest.name == bundle.manifest.name and unsigned.signed_by.id != KEY.trusted.id
    sign_bundle(folder, KEY)
    assert load_bundle(folder, KEYS).id == unsigned.id
    with pytest.raises(BundleError, match="not trusted here"):  # the key that it was read with is nobody's
        load_bundle(folder, [unsigned.signed_by])
    (folder / HEAD).write_bytes(b"altered")
    with pytest.raises(BundleError, match="was altered"):
        read_bundle(folder)
    (folder / MANIFEST).unlink()
    with pytest.raises(BundleError, match=r"manifest\.json cannot be read"):
        read_bundle(folder)


def test_a_bundle_that_was_altered_is_not_signed(folder: Path) -> None:
    sign_bundle(folder, KEY)
    before = (folder / SIGNATURE).read_bytes()
    (folder / HEAD).write_bytes(b"altered")
    with pytest.raises(BundleError, match="was altered"):
        sign_bundle(folder, SigningKey.generate())
    assert (folder / SIGNATURE).read_bytes() == before


def test_what_is_no_bundle_is_not_signed(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"manifest\.json"):
        sign_bundle(tmp_path, KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_new_signature_takes_the_place_of_the_old(folder: Path) -> None:
    first = sign_bundle(folder, KEY)
    new = SigningKey.generate()
    assert sign_bundle(folder, new).id == first.id  # the content is the same
    assert load_bundle(folder, [new.trusted]).signed_by == new.trusted
    assert len(list(folder.iterdir())) == 6


def test_signing_needs_no_torch() -> None:
    """The machine that holds the key needs little installed."""
    script = "import sys; sys.modules['torch'] = sys.modules['onnx'] = None; import quantize.cli.sign"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
