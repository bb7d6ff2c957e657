"""What stays over a restart: the folders and files that a root which is put back would forget."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.config import boards
from edge_app.device_setup.settings import load_system
from edge_app.device_setup.storage import unit_name
from edge_app.device_setup.system_file import TEMPLATES
from edge_app.device_setup.system_files import files_for
from edge_app.release.layout import Layout
from tests.support.device_settings import settings as device
from tests.support.device_settings import text
from tests.support.system_tools import run, tool


def keep(root: Path, what: str) -> None:
    done = run([TEMPLATES / "keep-settings", what], root, EDGE_APP_ROOT=root)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A device that was just installed: a network from its installer, a time zone, no language chosen yet."""
    files = files_for(device(tmp_path))
    for name, content in {
        "etc/edge-app/kept-folders": text(files, "etc/edge-app/kept-folders"),
        "etc/NetworkManager/system-connections/ward.nmconnection": "[connection]\nid=ward\n",
        "etc/timezone": "Europe/London\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "etc/NetworkManager/system-connections/ward.nmconnection").chmod(0o600)
    (tmp_path / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/London")
    return tmp_path


def test_the_networks_of_the_installation_are_taken_over_once(root: Path) -> None:
    keep(root, "seed")
    kept = root / "var/lib/edge-app/system/network-connections"
    assert (kept / "ward.nmconnection").stat().st_mode & 0o777 == 0o600
    assert kept.stat().st_mode & 0o777 == 0o700
    (kept / "ward.nmconnection").unlink()  # the clinic has forgotten that network
    keep(root, "seed")
    assert list(kept.iterdir()) == []


def test_a_folder_that_was_begun_when_the_power_went_is_made_again(root: Path) -> None:
    half = root / "var/lib/edge-app/system/network-connections.new"
    half.mkdir(parents=True)
    (half / "half").write_text("")
    keep(root, "seed")
    assert [file.name for file in (half.with_name("network-connections")).iterdir()] == ["ward.nmconnection"]
    assert not half.exists()


def test_time_zone_and_language_come_back_after_the_root_was_put_back(root: Path) -> None:
    zone = root / "etc/localtime"
    zone.unlink()
    zone.symlink_to("/usr/share/zoneinfo/America/Bogota")
    (root / "etc/locale.conf").write_text("LANG=es_CO.UTF-8\n")
    keep(root, "save")
    zone.unlink()
    zone.symlink_to("/usr/share/zoneinfo/Europe/London")
    (root / "etc/locale.conf").unlink()
    keep(root, "restore")
    assert str(zone.readlink()) == "/usr/share/zoneinfo/America/Bogota"
    assert (root / "etc/locale.conf").read_text() == "LANG=es_CO.UTF-8\n"
    assert not (root / "etc/default/locale").exists()


def test_before_anything_was_set_nothing_is_put_back(root: Path) -> None:
    keep(root, "restore")
    assert str((root / "etc/localtime").readlink()) == "/usr/share/zoneinfo/Europe/London"


names = st.text("abcXYZ019-_.: ü", min_size=1, max_size=9).filter(lambda name: name.strip("."))


@settings(max_examples=3)
@given(st.lists(st.lists(names, min_size=1, max_size=3), min_size=1, max_size=20))
def test_mounts_are_named_as_systemd_names_them(parts: list[list[str]]) -> None:
    paths = ["/" + "/".join(one) for one in parts]
    command = [tool("systemd-escape", "systemd"), "--path", "--suffix=mount", "--", *paths]
    named = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert " ".join(map(unit_name, paths)) == named.rstrip("\n")


def test_a_change_is_seen_by_the_folder_that_the_files_are_renamed_in() -> None:
    """Seen with systemd 252: a watch on /etc/localtime follows the link, and does not notice that it leads elsewhere."""
    kept = re.search(r'^files="(.*)"$', (TEMPLATES / "keep-settings").read_text(), re.MULTILINE)
    watch = (TEMPLATES / "units/edge-app-settings-save.path").read_text()
    assert kept and {f"/{Path(name).parent}" for name in kept[1].split()} == set(
        re.findall(r"^PathChanged=(.*)$", watch, re.MULTILINE)
    )


def test_only_a_root_that_is_put_back_needs_things_kept(tmp_path: Path) -> None:
    assert 'overlayroot="tmpfs:recurse=0"' in text(files_for(device(tmp_path)), "etc/overlayroot.local.conf")
    remount = text(files_for(device(tmp_path)), "etc/systemd/system/systemd-remount-fs.service.d/edge-app.conf")
    assert "\n[Service]\n" in remount and "\nEnvironment=LIBMOUNT_FORCE_MOUNT2=always\n" in remount
    folder = '[storage]\ndata_partition = "none"\nread_only_root = false\n'
    plain = [file.path for file in files_for(device(tmp_path, folder))]
    assert [path for path in plain if path.endswith(".mount") or "settings" in path or "overlayroot" in path] == []


def test_the_data_partition_goes_by_its_label(tmp_path: Path) -> None:
    files = files_for(device(tmp_path, '[storage]\ndata_partition = "clinic-7"\n'))
    mount = text(files, r"etc/systemd/system/var-lib-edge\x2dapp.mount")
    assert "What=/dev/disk/by-label/clinic-7" in mount and r"systemd-fsck@dev-disk-by\x2dlabel-clinic\x2d7.service" in mount


@pytest.mark.parametrize("board", boards())
def test_the_partition_that_an_installation_looks_for_is_mounted_at_every_start(board: str) -> None:
    """deploy.sh mounts `edge-data` before it unpacks a release there: a board without the unit starts without its release."""
    mount = text(files_for(load_system(board).settings), r"etc/systemd/system/var-lib-edge\x2dapp.mount")
    assert f"What=/{Layout().partition.relative_to('/')}" in mount


def test_the_log_has_a_limit(tmp_path: Path) -> None:
    files = files_for(device(tmp_path, "[storage]\njournal_mb = 40\n"))
    assert "SystemMaxUse=40M" in text(files, "etc/systemd/journald.conf.d/50-edge-app.conf").splitlines()
