"""Every file of every board by the tool that will read it, and every line of it with its reason."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from edge_app.config import boards
from edge_app.device_setup.settings import SystemSettings, load_system
from edge_app.device_setup.system_file import UNITS, SystemFile
from edge_app.device_setup.system_files import files_for
from tests.support.device_settings import EVERYTHING, settings, with_own_units, write
from tests.support.system_tools import complaints, tool, udevadm_verify

ROOT = Path(__file__).resolve().parents[3]
VARIANTS = [*boards(), "everything"]
COMMENTED = (".conf", ".service", ".path", ".mount", ".target", ".rules", ".nft", ".pkla", "kept-folders")
# Lines that say nothing by themselves: a section, the end of a block, and what only carries the unit's own title.
PLAIN = re.compile(r"\s*(\[[^\]]*\]|[{}]+|\}\);|Description=.*|)\s*")
LONGEST_RUN = 8  # lines that one reason may stand above, such as the devices that a unit may open


def settings_of(variant: str, folder: Path) -> SystemSettings:
    return settings(folder, EVERYTHING) if variant == "everything" else load_system(variant).settings


@pytest.fixture(params=VARIANTS)
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[SystemFile, ...]:
    return files_for(settings_of(request.param, tmp_path))


@pytest.fixture
def root(files: tuple[SystemFile, ...], tmp_path: Path) -> Path:
    write(files, tmp_path / "root")
    return tmp_path / "root"


def unexplained(text: str, comment: str) -> list[str]:
    """Lines without a reason above them."""
    found: list[str] = []
    run = LONGEST_RUN  # nothing is explained yet
    for line in text.splitlines():
        if line.lstrip().startswith(comment):
            run = 0
        elif not PLAIN.fullmatch(line):
            run += 1
            if run > LONGEST_RUN:
                found.append(line)
    return found


def test_every_line_says_why_it_is_there(files: tuple[SystemFile, ...]) -> None:
    bare = {
        file.path: lines
        for file in files
        if file.path.endswith(COMMENTED)
        and "polkit-1/rules.d" not in file.path
        and (lines := unexplained(file.content.decode(), "#"))
    }
    assert bare == {}
    assert [file.path for file in files if not file.why] == []
    assert len([file for file in files if file.path.endswith(COMMENTED)]) > 10


def test_a_line_without_a_reason_is_found() -> None:
    assert unexplained("# why\na=1\n# why\nb=2\n", "#") == []
    assert unexplained("[Unit]\na=1\n", "#") == ["a=1"]
    assert unexplained("# why\n" + "a=1\n" * LONGEST_RUN + "b=2\n", "#") == ["b=2"]


def test_paths_are_in_order_each_once_and_inside_the_root(files: tuple[SystemFile, ...]) -> None:
    paths = [file.path for file in files]
    assert paths == sorted(set(paths))
    assert [
        path for path in paths if path.startswith("/") or ".." in Path(path).parts or not path.startswith(("etc/", "usr/lib/"))
    ] == []


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with this machine's own units, for each board in turn: they are many files to copy."""
    root = tmp_path_factory.mktemp("system")
    with_own_units(root)
    return root


def test_systemd_has_nothing_to_say_of_its_units(files: tuple[SystemFile, ...], system: Path) -> None:
    """It ends with 0 also where it warns, so that any word counts."""
    analyse, root = tool("systemd-analyze", "systemd"), system
    shutil.rmtree(root / UNITS, ignore_errors=True)
    write(files, root)
    units = [path.name for path in (root / UNITS).iterdir() if path.is_file()]
    present = [name for name in ("ssh.service",) if (root / "usr/lib/systemd/system" / name).is_file()]
    assert "edge-app-firewall.service" in units
    command = [analyse, "verify", "--man=no", f"--root={root}", *units, *present, "multi-user.target", "local-fs.target"]
    assert complaints(command) == ""


def test_a_wrong_key_of_a_unit_is_found(system: Path) -> None:
    write(files_for(load_system("generic").settings), system)
    unit = system / UNITS / "multi-user.target.d/50-edge-app.conf"
    unit.write_text(unit.read_text() + "Wnats=nothing.service\n")
    said = complaints([tool("systemd-analyze", "systemd"), "verify", "--man=no", f"--root={system}", "multi-user.target"])
    assert "Unknown key" in said and "Wnats" in said


PROGRAMS_BY_FILE = {
    "etc/systemd/journald.conf.d/": "systemd-journald",
    "etc/systemd/timesyncd.conf.d/": "systemd-timesyncd",
    "etc/systemd/system.conf.d/": "systemd",
}


def test_systemd_knows_every_key_of_its_settings(files: tuple[SystemFile, ...]) -> None:
    """These have no verifier; the programs that read them hold the names of their keys."""
    checked = 0
    for folder, name in PROGRAMS_BY_FILE.items():
        program = Path("/usr/lib/systemd") / name
        if not program.is_file():
            pytest.skip(f"{name} is missing here, and with it the names of its settings")
        known = program.read_bytes()
        if name == "systemd":
            known += b"".join(library.read_bytes() for library in Path("/usr/lib").glob("*/systemd/libsystemd-core-*.so"))
        for file in files:
            if file.path.startswith(folder):
                parser = configparser.ConfigParser(interpolation=None)
                parser.optionxform = str  # type: ignore[assignment,method-assign]
                parser.read_string(file.content.decode())
                for section in parser.sections():
                    for key in parser[section]:
                        assert (key if name == "systemd" else f"{section}.{key}").encode() in known, f"{file.path}: {key}"
                        checked += 1
    assert checked > 10


def test_udev_has_nothing_to_say_of_its_rules(root: Path) -> None:
    rules = sorted((root / "etc/udev/rules.d").iterdir())
    said = complaints([*udevadm_verify(), "--resolve-names=never", *rules])
    assert f"Success: {len(rules)}" in said and "Fail:    0" in said, said


def test_a_wrong_rule_is_found(tmp_path: Path) -> None:
    (tmp_path / "wrong.rules").write_text('SUBSYSTEM="video4linux", SYMLINK+="us-probe"\n')
    assert "Fail:    1" in complaints([*udevadm_verify(), "--resolve-names=never", tmp_path / "wrong.rules"])


def test_tmpfiles_makes_the_folders(root: Path) -> None:
    """As nobody may give files away here, the kiosk's user is this one; the settings of the processor are files."""
    for core in ("policy0", "policy4"):
        governor = root / "sys/devices/system/cpu/cpufreq" / core / "scaling_governor"
        governor.parent.mkdir(parents=True)
        governor.write_text("ondemand")
    for conf in (root / "etc/tmpfiles.d").iterdir():
        conf.write_text(conf.read_text().replace("edge-app edge-app", "- -").replace("root root", "- -"))
        assert complaints([tool("systemd-tmpfiles", "systemd"), f"--root={root}", "--create", conf.name]) == ""
    data = root / "var/lib/edge-app"
    assert (data / "exams").stat().st_mode & 0o777 == 0o700
    assert {"releases", "config", "incoming", "cache", "engine-cache", "device-profiles"} <= {one.name for one in data.iterdir()}
    expected = "performance" if (root / "etc/tmpfiles.d/edge-app-governor.conf").exists() else "ondemand"
    assert governor.read_text().strip() == expected


def scripts() -> list[Path]:
    """Every shell script of the tree, by its first line."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("this is no git checkout, so nobody knows which files belong to it")
    paths = [ROOT / name for name in listing.stdout.split("\0") if name and Path(name).suffix in ("", ".sh")]
    shebang = re.compile(rb"#!\s*/(usr/)?bin/(env )?(ba|da)?sh\b")
    return [path for path in paths if path.is_file() and shebang.match(path.read_bytes()[:40])]


def test_shellcheck_has_nothing_to_say_of_any_script() -> None:
    found = scripts()
    assert {"system_packages.sh", "compositor", "hdmi-input", "keep-settings", "power-mode"} <= {path.name for path in found}
    assert complaints([tool("shellcheck", "shellcheck"), *found]) == ""


def test_what_is_delivered_names_no_session_and_no_machine(files: tuple[SystemFile, ...]) -> None:
    """What stands in a file holds on every device: no path of a workstation gets into it."""
    assert [file.path for file in files if str(ROOT).encode() in file.content] == []
