"""A release file: what is in it, that it is the same to the byte wherever it is made, and that openssl alone verifies it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from firmware_configs.release import build
from firmware_configs.release.build import pack
from firmware_configs.release.errors import BuildError
from firmware_configs.release.program import release_program
from quantize.packaging.keys import SigningKey
from tests.support.release_trees import COMMIT, KEY, PACKAGES, TARGET, write_source, write_tree
from tests.support.system_tools import tool
from tests.support.unpacked import unpack

MEMBERS = ["manifest.json", "manifest.sig", "release.pyz", "bom.cdx.json", "tree.tar.zst"]


def packed(place: Path, key: SigningKey = KEY, version: str = "0.2.0") -> Path:
    tool("zstd", "zstd")
    source, tree = write_source(place / "source"), write_tree(place / "tree")
    return pack(source, tree, PACKAGES, COMMIT, TARGET, key, place / "out", version, "0.1.0", level=1).file


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("release"))


def member(release: Path, name: str) -> bytes:
    with tarfile.open(release) as tar:
        file = tar.extractfile(name)
        assert file is not None
        return file.read()


def test_members_come_in_the_order_in_which_they_are_needed(release: Path) -> None:
    assert release.name == "edge-app-0.2.0-raspberry-pi-5-bookworm.release"
    with tarfile.open(release) as tar:
        entries = tar.getmembers()
    assert [entry.name for entry in entries] == MEMBERS
    assert {(entry.uid, entry.gid, entry.mtime, entry.mode) for entry in entries} == {(0, 0, COMMIT.seconds, 0o644)}


def test_the_manifest_describes_every_member_and_every_file_of_the_tree(release: Path, tmp_path: Path) -> None:
    manifest = json.loads(member(release, "manifest.json"))
    tree = manifest.pop("tree")
    files = manifest.pop("files")
    assert manifest == {
        "kind": "edge-app release", "schema": 1, "version": "0.2.0", "boards": ["raspberry-pi-5"], "architecture": "aarch64",
        "python": "3.11", "glibc": "2.36", "commit": COMMIT.sha, "time": "2026-09-21T14:13:20Z", "floor": "0.1.0",
        "store_schema": 8,
    }  # fmt: skip
    assert list(files) == sorted(MEMBERS[2:])
    for name, described in files.items():
        content = member(release, name)
        assert (described["sha256"], described["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    unpacked = subprocess.run(
        [tool("zstd", "zstd"), "-dc"], input=member(release, "tree.tar.zst"), capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as tar:
        assert tar.getnames() == list(tree) == sorted(tree)
    unpack(unpacked, tmp_path)
    for name, described in tree.items():
        path = tmp_path / name
        content = path.read_bytes()
        assert described["sha256"] == hashlib.sha256(content).hexdigest() and described["size"] == len(content)
        assert described["mode"] == f"{path.stat().st_mode & 0o777:o}" == ("755" if name.endswith(".so") else "644")
    assert files["tree.tar.zst"]["unpacked_size"] == sum(entry["size"] for entry in tree.values())


def test_two_builds_in_different_folders_are_the_same_to_the_byte(release: Path, tmp_path: Path) -> None:
    again = packed(tmp_path / "another" / "folder")
    assert again.read_bytes() == release.read_bytes()


def verified(folder: Path, manifest: bytes, signature: bytes, key: SigningKey = KEY) -> bool:
    """What `openssl pkeyutl` says; it gets the key as 32 bytes in DER, as a device makes it from nothing but the raw key."""
    der = bytes.fromhex("302a300506032b6570032100") + key.trusted.public.public_bytes_raw()
    (folder / "key.der").write_bytes(der)
    (folder / "manifest.json").write_bytes(manifest)
    (folder / "raw.sig").write_bytes(bytes.fromhex(signature.decode().splitlines()[2].removeprefix("ed25519 ")))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin"]
    run = subprocess.run([*command, "-in", "manifest.json", "-sigfile", "raw.sig"], cwd=folder, capture_output=True, check=False)
    return run.returncode == 0


def test_openssl_alone_verifies_it_and_refuses_what_was_altered(release: Path, tmp_path: Path) -> None:
    manifest, signature = member(release, "manifest.json"), member(release, "manifest.sig")
    assert signature.startswith(f"edge-app release signature 1\nkey {KEY.trusted.id}\n".encode())
    assert verified(tmp_path, manifest, signature)
    assert not verified(tmp_path, manifest.replace(b"0.2.0", b"0.3.0"), signature)
    assert not verified(tmp_path, manifest, signature, SigningKey.generate(KEY.purpose))


def test_the_program_runs_by_itself_and_holds_only_what_it_imports(release: Path, tmp_path: Path) -> None:
    program = tmp_path / "release.pyz"
    program.write_bytes(member(release, "release.pyz"))
    run = subprocess.run([sys.executable, "-I", program], capture_output=True, text=True, check=True)
    assert run.stdout == "installed\n"
    listed = subprocess.run([sys.executable, "-m", "zipfile", "-l", program], capture_output=True, text=True, check=True).stdout
    assert "edge_app/errors.py" in listed and "screen.py" not in listed
    (source := tmp_path / "empty").mkdir()
    with pytest.raises(BuildError, match="has no edge_app/release"):
        release_program(source, COMMIT.seconds)


def test_one_that_is_too_large_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAX_SIZE", 1000)
    with pytest.raises(BuildError, match="the release has 0 MB, at most 0 are meant"):
        packed(tmp_path)
    assert list((tmp_path / "out").iterdir()) == []
