"""What is built for the guest, and what is said where it cannot be booted."""

from __future__ import annotations

import gzip
import lzma
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.device import kernel, machine
from tests.device.initrd import MODULES, build_initrd, load_order
from tests.device.kernel import Guest, GuestError


def module(folder: Path, name: str, *needs: str, packed: bool = False) -> None:
    content = b"\x7fELF...\0license=GPL\0depends=" + ",".join(needs).encode() + b"\0name=" + name.encode() + b"\0"
    path = folder / "lib" / "modules" / "6.1" / f"{name}.ko{'.xz' if packed else ''}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress(content) if packed else content)


def test_modules_come_after_what_they_need(tmp_path: Path) -> None:
    module(tmp_path, "uvcvideo", "videodev", "usb-core")
    module(tmp_path, "videodev", "mc")
    module(tmp_path, "mc")
    module(tmp_path, "usb-core", packed=True)
    module(tmp_path, "unwanted")
    names = [path.name for path in load_order(tmp_path, ["uvcvideo", "mc"])]
    assert names == ["mc.ko", "videodev.ko", "usb-core.ko.xz", "uvcvideo.ko"]


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    module(tmp_path, "uvcvideo", "videodev")
    with pytest.raises(KeyError, match="videodev"):
        load_order(tmp_path, ["uvcvideo"])


@pytest.mark.skipif(shutil.which("cpio") is None, reason="cpio is not installed")
def test_the_archive_is_one_that_cpio_reads(tmp_path: Path) -> None:
    for name in MODULES:
        module(tmp_path, name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "busybox").write_bytes(b"busy")
    init = tmp_path / "init"
    init.write_text("#!/bin/busybox sh\n")
    archive = gzip.decompress(build_initrd(tmp_path, init))
    listed = subprocess.run(["cpio", "-t", "--quiet"], input=archive, capture_output=True, check=True).stdout.decode().split()
    assert {"init", "bin/busybox", "proc", "modules/00-virtio_pci.ko", "modules/05-uvcvideo.ko"} <= set(listed)


def test_without_qemu_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    with pytest.raises(GuestError, match="apt-get install -y --no-install-recommends qemu-system-x86"):
        machine.check_machine()


def test_without_apt_the_guest_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(GuestError, match="Debian's packages"):
        kernel.cached_guest()


@pytest.mark.parametrize(
    ("behaviour", "complaint"),
    [("echo Kernel panic", "last words: Kernel panic"), ("exec sleep 60", "longer than allowed")],
)
def test_a_guest_that_dies_or_hangs_is_stopped_and_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, behaviour: str, complaint: str
) -> None:
    stand_in(monkeypatch, tmp_path, behaviour)
    with pytest.raises(GuestError, match=complaint):
        machine.run_in_guest(Guest(tmp_path / "vmlinuz", tmp_path / "initrd"), ["true"], {}, 1.0)


def test_the_command_s_exit_status_is_the_guest_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, tmp_path, "printf 'one\\r\\nexit status 3\\r\\n'; exec sleep 60")
    assert machine.run_in_guest(Guest(tmp_path / "vmlinuz", tmp_path / "initrd"), ["true"], {}, 20.0) == 3
    assert capfd.readouterr().out == "one\n"


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, behaviour: str) -> None:
    """A program called as QEMU is."""
    qemu = folder / "qemu-system-x86_64"
    qemu.write_text(f"#!/bin/sh\n{behaviour}\n")
    qemu.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
