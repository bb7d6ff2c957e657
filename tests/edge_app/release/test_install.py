from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_app.errors import ReleaseError
from edge_app.release import lifecycle
from edge_app.release import state as states
from edge_app.release.archive import open_archive, verify
from edge_app.release.install import check, install
from edge_app.release.layout import MANIFEST, PROGRAM, SIGNATURE, TREE, Layout
from edge_app.release.signature import read_keys
from tests.support.releases import DEVICE, FLOOR, SmallRelease, public_key, signature, tar_of, trusting

SOUND = SmallRelease("0.2.0")


@pytest.fixture
def device(tmp_path: Path) -> Layout:
    return trusting(tmp_path / "device")


def confirmed(layout: Layout, file: Path) -> None:
    """The release is installed, started and confirmed."""
    install(layout, file, DEVICE)
    lifecycle.select(layout)
    lifecycle.confirm(layout, lambda tree: None)


def refusal(layout: Layout, file: Path) -> str:
    """Why a file is not installed; nothing is left of it."""
    with pytest.raises(ReleaseError) as refused:
        install(layout, file, DEVICE)
    assert states.read(layout).candidate is None
    assert [path.name for path in layout.releases.iterdir() if path.is_dir()] == [] or states.read(layout).confirmed
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_an_installed_release_is_the_candidate_and_whole(device: Layout, tmp_path: Path) -> None:
    assert install(device, SOUND.write(tmp_path), DEVICE) == "0.2.0"
    tree = device.tree("0.2.0")
    assert {path: (tree / path).read_bytes() for path in SOUND.tree()} == SOUND.tree()
    assert (tree / PROGRAM).read_bytes() == SOUND.members()[PROGRAM]
    assert states.read(device).candidate == "0.2.0"
    assert not device.current.exists()  # nothing is confirmed before it has passed its self-test


def test_installing_twice_is_installing_once(device: Layout, tmp_path: Path) -> None:
    file = SOUND.write(tmp_path)
    install(device, file, DEVICE)
    before = states.read(device)
    assert install(device, file, DEVICE) == "0.2.0"
    assert states.read(device) == before


def test_the_confirmed_release_installed_again_calls_off_an_update(device: Layout, tmp_path: Path) -> None:
    confirmed(device, SOUND.write(tmp_path))
    install(device, SmallRelease("0.3.0").write(tmp_path), DEVICE)
    install(device, SOUND.write(tmp_path), DEVICE)
    assert (states.read(device).confirmed, states.read(device).candidate) == ("0.2.0", None)


def test_a_damaged_tree_of_a_release_that_does_not_run_is_unpacked_again(device: Layout, tmp_path: Path) -> None:
    file = SOUND.write(tmp_path)
    install(device, file, DEVICE)
    (device.tree("0.2.0") / "notices/LICENSE").write_bytes(b"")
    install(device, file, DEVICE)
    assert (device.tree("0.2.0") / "notices/LICENSE").read_bytes() == b"Apache-2.0\n"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_release_with_one_other_byte_is_refused(device: Layout, tmp_path: Path, data: st.DataObject) -> None:
    """Every byte is significant. Thirty a day, and a hundred in the slow test below."""
    file = tmp_path / "altered.release"
    content = bytearray(_file_once(tmp_path))
    where = data.draw(st.integers(0, len(content) - 1))
    content[where] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content)
    with pytest.raises(ReleaseError):
        verify(open_archive(file, read_keys(device.keys)))


def _file_once(folder: Path) -> bytes:
    file = folder / "edge-app-0.2.0-generic.release"
    return (file if file.exists() else SOUND.write(folder)).read_bytes()


@pytest.mark.parametrize("size", [0, 1, 511, 512, 4000, -1024, -512, -1])
def test_a_file_that_is_cut_off_is_refused(device: Layout, tmp_path: Path, size: int) -> None:
    file = SOUND.write(tmp_path)
    content = file.read_bytes().rstrip(b"\0")
    file.write_bytes(content[:size])
    refusal(device, file)


def test_an_unsigned_release_and_one_of_a_foreign_key_are_refused(device: Layout, tmp_path: Path) -> None:
    members = SOUND.members()
    unsigned = tmp_path / "unsigned.release"
    unsigned.write_bytes(tar_of({name: content for name, content in members.items() if name != SIGNATURE}))
    assert "not a release's file" in refusal(device, unsigned)
    empty = tmp_path / "empty.release"
    empty.write_bytes(tar_of(members | {SIGNATURE: b""}))
    assert "not the signature of a release" in refusal(device, empty)
    assert "does not trust" in refusal(device, SOUND.write(tmp_path, Ed25519PrivateKey.generate()))


def test_a_bundles_signature_signs_no_release(device: Layout, tmp_path: Path) -> None:
    members = SOUND.members()
    file = tmp_path / "bundle.release"
    file.write_bytes(tar_of(members | {SIGNATURE: members[SIGNATURE].replace(b"release", b"bundle")}))
    assert "not the signature of a release" in refusal(device, file)


def test_a_key_for_bundles_and_a_folder_without_keys_are_refused(device: Layout, tmp_path: Path) -> None:
    file = SOUND.write(tmp_path)
    (device.keys / "test.pub").write_bytes(public_key(purpose="bundle"))
    assert "is not a public key for releases" in refusal(device, file)
    (device.keys / "test.pub").unlink()
    assert "no release can be trusted" in refusal(device, file)


def test_a_tree_that_is_not_what_was_signed_is_refused(device: Layout, tmp_path: Path) -> None:
    """Whoever signs has made a mistake; a device finds it before anything is chosen."""
    for tree, word in (
        ({**SOUND.tree(), "more": b""}, "has not"),
        (dict.fromkeys(SOUND.tree(), b"other"), "has not"),
        ({path: content.swapcase() for path, content in SOUND.tree().items()}, "is not what the manifest says"),
        (dict(list(SOUND.tree().items())[1:]), "lacks"),
    ):
        members = SOUND.members()
        manifest = json.loads(members[MANIFEST])
        packed = subprocess.run(["zstd", "-qc"], input=tar_of(tree), capture_output=True, check=True).stdout
        manifest["files"][TREE] |= {"sha256": hashlib.sha256(packed).hexdigest(), "size": len(packed)}
        signed = json.dumps(manifest).encode()
        file = tmp_path / "wrong.release"
        file.write_bytes(tar_of(members | {MANIFEST: signed, SIGNATURE: signature(signed), TREE: packed}))
        assert word in refusal(device, file)


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a//b", "a/./b", "manifest.json", "a\\b", "a\nb", ""])
def test_a_path_that_leads_elsewhere_is_refused(device: Layout, tmp_path: Path, path: str) -> None:
    tree = {path: {"sha256": "0" * 64, "size": 0, "mode": "644"}}
    assert "not complete or not sound" in refusal(device, replace(SOUND, changes={"tree": tree}).write(tmp_path))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"architecture": "riscv64"}, "processors of the kind riscv64"),
        ({"boards": ["raspberry-pi-9"]}, "boards raspberry-pi-9"),
        ({"python": "3.9"}, "Python 3.9"),
        ({"glibc": "9.1"}, "glibc 9.1 or newer"),
        ({"schema": 2}, "has form 2"),
        ({"kind": "edge-app bundle"}, "not the file of an edge-app release"),
        ({"version": "../0"}, "not complete or not sound"),
        ({"version": "one"}, "is no version"),
        ({"store_schema": "7"}, "not complete or not sound"),
        ({"files": {}}, "not complete or not sound"),
        ({"tree": None}, "not complete or not sound"),
    ],
)
def test_a_release_for_another_device_or_of_another_form_is_refused(
    device: Layout, tmp_path: Path, changes: dict[str, object], word: str
) -> None:
    assert word in refusal(device, replace(SOUND, changes=changes).write(tmp_path))


def test_a_release_below_the_floor_is_refused_but_for_a_rollback_to_one_that_was_here(device: Layout, tmp_path: Path) -> None:
    first = SOUND.write(tmp_path)
    confirmed(device, first)
    confirmed(device, SmallRelease("0.3.0", changes={"floor": "0.3.0"}).write(tmp_path))
    assert "older than 0.3.0" in refusal(device, first)
    never_here = SmallRelease("0.2.5").write(tmp_path)
    with pytest.raises(ReleaseError, match=r"older than 0\.3\.0"):
        install(device, never_here, DEVICE, rollback=True)
    assert install(device, first, DEVICE, rollback=True) == "0.2.0"


def test_a_floor_never_sinks(device: Layout, tmp_path: Path) -> None:
    confirmed(device, SmallRelease("0.3.0", changes={"floor": "0.3.0"}).write(tmp_path))
    confirmed(device, SmallRelease("0.4.0", changes={"floor": FLOOR}).write(tmp_path))
    assert states.read(device).floor == "0.3.0"


def test_another_release_of_the_same_version_does_not_take_the_place_of_the_one_that_runs(device: Layout, tmp_path: Path) -> None:
    confirmed(device, SOUND.write(tmp_path))
    assert "a version of its own" in refusal(device, replace(SOUND, ways="differs").write(tmp_path))


def test_room_is_asked_for_before_anything_is_written(device: Layout, tmp_path: Path) -> None:
    members = SOUND.members()
    manifest = json.loads(members[MANIFEST])
    manifest["files"][TREE]["unpacked_size"] = 1 << 39
    signed = json.dumps(manifest).encode()
    for name, content in (("m", signed), ("s", signature(signed))):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ReleaseError, match=r"needs \d+ MB .* MB are free"):
        check(device, tmp_path / "m", tmp_path / "s", DEVICE, read_keys(device.keys))
    file = tmp_path / "large.release"
    file.write_bytes(tar_of(members | {MANIFEST: signed, SIGNATURE: signature(signed)}))
    assert "MB are free" in refusal(device, file)


def test_a_check_needs_only_manifest_and_signature(device: Layout, tmp_path: Path) -> None:
    members = SOUND.members()
    for name in (MANIFEST, SIGNATURE):
        (tmp_path / name).write_bytes(members[name])
    keys = read_keys(device.keys)
    assert check(device, tmp_path / MANIFEST, tmp_path / SIGNATURE, DEVICE, keys).version == "0.2.0"
    with pytest.raises(ReleaseError, match="MB are free"):
        check(device, tmp_path / MANIFEST, tmp_path / SIGNATURE, DEVICE, keys, file=1 << 50)


def test_two_installations_at_once_are_one_sentence(device: Layout, tmp_path: Path) -> None:
    file = SOUND.write(tmp_path)
    with states.locked(device, ".installing"):
        assert "another installation is running" in refusal(device, file)


def test_the_program_needs_no_package(tmp_path: Path) -> None:
    """release.pyz installs a release with the standard library alone."""
    layout = trusting(tmp_path / "device")
    program = tmp_path / "release.pyz"
    program.write_bytes(SOUND.members()[PROGRAM])
    command = ["sh", "-c", 'umask 077; exec "$@"', "sh", sys.executable, "-I", "-S", str(program), "--root", str(layout.root)]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *words], capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]})

    installed = run("install", str(SOUND.write(tmp_path)))
    assert (installed.returncode, installed.stdout, installed.stderr) == (0, "0.2.0\n", "")
    assert run("select").stdout.strip() == str(layout.tree("0.2.0"))
    # The kiosk's unit keeps what it writes to itself; the kiosk is another account and reads the releases.
    assert [path.stat().st_mode & 0o777 for path in (layout.releases, layout.state)] == [0o755, 0o644]
    missing = run("install", str(tmp_path / "none.release"))
    assert missing.returncode == 3
    assert missing.stderr.count("\n") == 1 and "cannot be read (No such file or directory)" in missing.stderr


@pytest.mark.slow
def test_altered_unsigned_and_too_old_releases_are_refused_a_hundred_of_a_hundred(device: Layout, tmp_path: Path) -> None:
    chance = random.Random(14)
    sound = bytearray(SOUND.write(tmp_path).read_bytes())
    confirmed(device, SmallRelease("1.0", changes={"floor": "1.0"}).write(tmp_path))
    before = states.read(device)
    newer = SmallRelease("1.1")
    content = newer.write(tmp_path).read_bytes()
    refused = {"altered": 0, "unsigned": 0, "too old": 0}
    for number in range(100):
        altered, unsigned, old = (tmp_path / f"{kind}.release" for kind in ("altered", "unsigned", "old"))
        where = chance.randrange(len(content))
        altered.write_bytes(content[:where] + bytes([content[where] ^ chance.randint(1, 255)]) + content[where + 1 :])
        members = newer.members(Ed25519PrivateKey.generate())
        if number % 2:
            members[SIGNATURE] = chance.randbytes(chance.randrange(300))
        unsigned.write_bytes(tar_of(members))
        version = f"0.{chance.randrange(100)}.{chance.randrange(100)}"
        old.write_bytes(SmallRelease(version).write(tmp_path).read_bytes() if number else bytes(sound))
        for kind, file in zip(refused, (altered, unsigned, old), strict=True):
            with pytest.raises(ReleaseError):
                install(device, file, DEVICE)
            refused[kind] += 1
    print(f"refused of 100: {refused}")
    assert refused == dict.fromkeys(refused, 100)
    assert states.read(device) == before
