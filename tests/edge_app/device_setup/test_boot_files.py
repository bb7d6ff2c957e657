"""A change of what the firmware is told is tried at one start; whenever the power goes, the machine starts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_app.device_setup import boot_files
from edge_app.device_setup.boot_files import Staged
from edge_app.device_setup.settings import SystemSettings
from edge_app.errors import ConfigError
from tests.support.boot_texts import CMDLINE, EXTLINUX, STOCK
from tests.support.device_settings import settings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A Raspberry Pi as its installer left it."""
    boot = tmp_path / "device/boot/firmware"
    boot.mkdir(parents=True)
    (boot / "config.txt").write_text(STOCK)
    (boot / "cmdline.txt").write_text(f"{CMDLINE}\n")
    return tmp_path / "device"


@pytest.fixture
def rotated(tmp_path: Path) -> SystemSettings:
    return settings(tmp_path, "[display]\nrotation = 180\n")


def start(root: Path, trial: bool) -> str:
    """What the firmware would do at a start: the kernel's arguments, by the file that config.txt or tryboot.txt names."""
    boot = root / "boot/firmware"
    file = boot / "tryboot.txt" if trial and (boot / "tryboot.txt").exists() else boot / "config.txt"
    names = [line.partition("=")[2] for line in file.read_text().splitlines() if line.startswith("cmdline=")]
    flag = root / "proc/device-tree/chosen/bootloader/tryboot"
    flag.parent.mkdir(parents=True, exist_ok=True)
    flag.write_bytes(int(file.name == "tryboot.txt").to_bytes(4, "big"))
    return (boot / (names or ["cmdline.txt"])[-1]).read_text().strip()


def test_a_change_is_tried_once_and_then_is_the_rule(root: Path, rotated: SystemSettings) -> None:
    assert boot_files.stage(rotated, root) is Staged.TRIAL
    assert start(root, trial=False) == CMDLINE  # nothing holds yet
    assert "fbcon=rotate:2" in start(root, trial=True).split()
    assert boot_files.commit(root)
    assert "fbcon=rotate:2" in start(root, trial=False).split()
    assert boot_files.stage(rotated, root) is Staged.NOTHING
    assert not boot_files.trial_is_staged(root)


def test_a_trial_that_was_not_started_is_not_made_the_rule(root: Path, rotated: SystemSettings) -> None:
    boot_files.stage(rotated, root)
    start(root, trial=False)  # the power went, and the machine came back without it
    assert not boot_files.commit(root)
    assert boot_files.trial_is_staged(root)
    assert start(root, trial=False) == CMDLINE


def test_a_trial_that_failed_leaves_nothing(root: Path, rotated: SystemSettings) -> None:
    boot_files.stage(rotated, root)
    boot_files.discard(root)
    assert sorted(file.name for file in (root / "boot/firmware").iterdir()) == [
        "cmdline.txt",
        "config.txt",
        "edge-app-cmdline.txt",
    ]
    assert (root / "boot/firmware/config.txt").read_text() == STOCK


def test_taken_away_it_is_as_the_installer_left_it(root: Path, rotated: SystemSettings) -> None:
    boot_files.stage(rotated, root)
    start(root, trial=True)
    boot_files.commit(root)
    boot_files.restore(root)
    assert {file.name: file.read_text() for file in (root / "boot/firmware").iterdir()} == {
        "config.txt": STOCK, "cmdline.txt": f"{CMDLINE}\n",
    }  # fmt: skip


class PowerCut(BaseException):
    """Not an Exception: nothing is put in order when the power goes."""


@pytest.mark.parametrize("step", ["stage", "commit", "discard", "restore"])
def test_the_machine_starts_wherever_the_power_goes(
    root: Path, rotated: SystemSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A cut before each rename and each removal of the step; it can be run again, and ends where it would have ended."""
    again: dict[str, Callable[[], object]] = {
        "stage": lambda: boot_files.stage(settings(tmp_path, "[display]\nrotation = 270\n"), root),
        "commit": lambda: boot_files.commit(root),
        "discard": lambda: boot_files.discard(root),
        "restore": lambda: boot_files.restore(root),
    }
    boot_files.stage(rotated, root)
    start(root, trial=True)
    cuts = 0
    while True:
        left = cuts
        with monkeypatch.context() as patch:

            def may_go(original: Callable[..., object]) -> Callable[..., object]:
                def act(*args: object, **options: object) -> object:
                    nonlocal left
                    if left == 0:
                        raise PowerCut
                    left -= 1
                    return original(*args, **options)

                return act

            patch.setattr(os, "rename", may_go(os.rename))
            patch.setattr(Path, "replace", may_go(Path.replace))
            patch.setattr(Path, "unlink", may_go(Path.unlink))
            try:
                again[step]()
                break
            except PowerCut:
                cuts += 1
        for trial in (False, True):
            assert "root=PARTUUID=1234-02" in start(root, trial)
    assert cuts >= 1
    assert "root=PARTUUID=1234-02" in start(root, trial=False)


def test_without_a_boot_partition_it_is_said(root: Path, rotated: SystemSettings) -> None:
    (root / "boot/firmware/cmdline.txt").unlink()
    with pytest.raises(ConfigError, match="is the boot partition mounted"):
        boot_files.stage(rotated, root)


def test_an_older_systems_boot_folder_is_found(root: Path, rotated: SystemSettings) -> None:
    for file in (root / "boot/firmware").iterdir():
        file.rename(root / "boot" / file.name)
    assert boot_files.stage(rotated, root) is Staged.TRIAL
    assert (root / "boot/tryboot.txt").is_file()


def test_extlinux_is_written_and_put_back(tmp_path: Path) -> None:
    file = tmp_path / "boot/extlinux/extlinux.conf"
    file.parent.mkdir(parents=True)
    file.write_text(EXTLINUX)
    jetson = settings(tmp_path, board="jetson-orin-nano")
    assert boot_files.stage(jetson, tmp_path) is Staged.WRITTEN
    assert boot_files.stage(jetson, tmp_path) is Staged.NOTHING
    boot_files.restore(tmp_path)
    assert file.read_text() == EXTLINUX


def test_a_read_only_root_of_a_jetson_needs_an_initrd_that_knows_how(tmp_path: Path) -> None:
    file = tmp_path / "boot/extlinux/extlinux.conf"
    file.parent.mkdir(parents=True)
    file.write_text(EXTLINUX)
    wanted = settings(tmp_path, "[storage]\nread_only_root = true\n", board="jetson-orin-nano")
    with pytest.raises(ConfigError, match=r"needs /boot/edge-app-initrd, which is not there; make it with `mkinitramfs"):
        boot_files.stage(wanted, tmp_path)
    assert file.read_text() == EXTLINUX
    (tmp_path / "boot/edge-app-initrd").touch()
    assert boot_files.stage(wanted, tmp_path) is Staged.WRITTEN
    before, own = file.read_text().split("\nLABEL edge-app\n")
    assert "INITRD /boot/initrd\n" in before  # the entry that stays starts without it
    assert [line.strip() for line in own.splitlines() if "INITRD" in line] == ["INITRD /boot/edge-app-initrd"]
    assert boot_files.stage(wanted, tmp_path) is Staged.NOTHING
    boot_files.restore(tmp_path)
    assert file.read_text() == EXTLINUX


def test_a_machine_whose_boot_loader_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    assert boot_files.stage(settings(tmp_path, board="generic"), tmp_path) is Staged.NOTHING
    assert [file.name for file in tmp_path.iterdir()] == ["site.toml"]
