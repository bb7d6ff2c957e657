"""Files are put in place and taken away again; nobody else's are touched; a power cut in between is made good by another run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edge_app.device_setup.install import LIST, Changes, install
from edge_app.device_setup.system_file import SystemFile
from edge_app.errors import ConfigError

FIRST = (SystemFile("etc/a.conf", b"one\n", "a"), SystemFile("usr/lib/edge-app/b", b"#!/bin/sh\n", "b", 0o755))
SECOND = (SystemFile("etc/a.conf", b"two\n", "a"), SystemFile("etc/c.d/c.conf", b"three\n", "c"))


def files_of(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_what_is_no_longer_wanted_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/others.conf").write_text("theirs\n")
    assert install(FIRST, tmp_path) == Changes(("etc/a.conf", "usr/lib/edge-app/b"), ())
    assert (tmp_path / "usr/lib/edge-app/b").stat().st_mode & 0o777 == 0o755
    assert install(FIRST, tmp_path) == Changes((), ())
    assert install(SECOND, tmp_path, dry_run=True) == Changes(("etc/a.conf", "etc/c.d/c.conf"), ("usr/lib/edge-app/b",))
    assert (tmp_path / "etc/a.conf").read_bytes() == b"one\n"
    assert install(SECOND, tmp_path) == Changes(("etc/a.conf", "etc/c.d/c.conf"), ("usr/lib/edge-app/b",))
    assert install((), tmp_path) == Changes((), ("etc/a.conf", "etc/c.d/c.conf"))
    assert files_of(tmp_path) == {"etc/others.conf": b"theirs\n"}


def test_a_file_that_somebody_altered_is_put_right(tmp_path: Path) -> None:
    install(FIRST, tmp_path)
    (tmp_path / "etc/a.conf").write_text("tampered\n")
    (tmp_path / "usr/lib/edge-app/b").chmod(0o777)
    assert install(FIRST, tmp_path).written == ("etc/a.conf", "usr/lib/edge-app/b")


class PowerCut(BaseException):
    """Not an Exception: nothing is put in order when the power goes."""


def test_wherever_the_power_goes_another_run_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, left, cuts = Path.replace, 0, 0

    def may_go(self: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            raise PowerCut
        left -= 1
        return replace(self, target)

    install(FIRST, tmp_path)
    monkeypatch.setattr(Path, "replace", may_go)
    while True:
        left = cuts
        try:
            install(SECOND, tmp_path)
            break
        except PowerCut:
            cuts += 1
    assert cuts >= 3
    monkeypatch.undo()
    assert files_of(tmp_path).keys() == {"etc/a.conf", "etc/c.d/c.conf", LIST}
    install((), tmp_path)
    assert files_of(tmp_path) == {}


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("a file where a folder should be")
    with pytest.raises(ConfigError, match=r"cannot be written \(.*\); run it as root"):
        install(FIRST, tmp_path)


OVERLAID = """
import os, subprocess, sys
from pathlib import Path
from edge_app.device_setup.install import install
from edge_app.device_setup.writable import layers
from edge_app.device_setup.system_file import SystemFile
root = Path(sys.argv[1])
lower = root / "media/root-ro"
lower.mkdir(parents=True)
subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "lower", lower], check=True)
assert layers(root) == (root, lower)
install((SystemFile("etc/a.conf", b"one\\n", "a"),), root)
assert (root / "etc/a.conf").read_bytes() == (lower / "etc/a.conf").read_bytes() == b"one\\n"
try:
    (lower / "etc/a.conf").write_bytes(b"")
except OSError:
    print("read-only again")
os.environ["PATH"] = ""  # without `mount` it stays read-only
install((SystemFile("etc/a.conf", b"one\\n", "a"),), root)
print("untouched where nothing changes")
"""


def test_a_root_that_is_put_back_gets_them_below_as_well(tmp_path: Path) -> None:
    """A real mount, in a namespace of its own: writable for as long as it takes, then read-only again."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let anybody mount in a namespace of their own (unshare -rm)")
    project = Path(__file__).resolve().parents[3]
    command = ["unshare", "-rm", sys.executable, "-c", OVERLAID, str(tmp_path)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.returncode) == ("read-only again\nuntouched where nothing changes\n", 0), done.stderr
