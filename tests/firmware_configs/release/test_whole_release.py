"""A whole release for this machine's Python: made twice in different folders, then its kiosk is run. `make test-release`."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from firmware_configs.release.build import build_release
from firmware_configs.release.commit import find_commit
from firmware_configs.release.target import SUITES, target
from tests.support.release_trees import KEY
from tests.support.unpacked import unpack

pytestmark = [pytest.mark.release, pytest.mark.timeout(3000)]
CHECKOUT = Path(__file__).resolve().parents[3]
SUITE = next((suite.name for suite in SUITES.values() if suite.python == "{}.{}".format(*sys.version_info)), None)
UP_S = 40.0  # s that the kiosk runs


def built(out: Path) -> Path:
    if SUITE not in ("bookworm", "trixie") or platform.machine() != "x86_64":
        pytest.skip("no release for x86-64 has this machine's Python")
    # At a lower level it is too large.
    return build_release(CHECKOUT, find_commit(CHECKOUT), target("generic", SUITE), KEY, out, level=6).file


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def tree(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    unpack(release.read_bytes(), folder)
    subprocess.run(["tar", "--zstd", "-xf", "tree.tar.zst"], cwd=folder, check=True)
    return folder


def environment(tree: Path, home: Path, *further: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "HOME": str(home),
        "PYTHONPATH": os.pathsep.join(map(str, [tree / "site-packages", *further])),
        "PYTHONPYCACHEPREFIX": str(home / "compiled"), "QT_QPA_PLATFORM": "offscreen", "OMP_WAIT_POLICY": "passive",
    }  # fmt: skip


def interpreter() -> str:
    """The system's own, as on a device: that of a virtual environment would find the packages there too."""
    return str(Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info))


def test_a_second_build_elsewhere_is_the_same_to_the_byte(release: Path, tmp_path: Path) -> None:
    assert built(tmp_path / "second").read_bytes() == release.read_bytes()


def test_its_bill_of_materials_is_sound_by_the_official_schema(release: Path) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    with tarfile.open(release) as tar:
        bill = tar.extractfile("bom.cdx.json")
        assert bill is not None
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill.read().decode()) is None


def test_its_self_test_passes(tree: Path, tmp_path: Path) -> None:
    command = [interpreter(), "-m", "edge_app", "doctor"]
    run = subprocess.run(command, cwd=tmp_path, env=environment(tree, tmp_path), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "FAIL" not in run.stdout


def test_its_kiosk_comes_up_and_stays_without_a_complaint_of_qt(tree: Path, tmp_path: Path) -> None:
    run = subprocess.Popen(
        [interpreter(), "-m", "edge_app", "run", "--board", "generic", "--live"],
        cwd=tmp_path, env=environment(tree, tmp_path) | {"WAYLAND_DISPLAY": "none"}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(UP_S)
    alive = run.poll() is None
    run.send_signal(signal.SIGTERM)
    said = run.communicate(timeout=120)[1]
    assert alive, said
    assert "qml" not in said.lower() and "plugin" not in said.lower(), said


def test_every_screen_of_an_exam_is_drawn_with_what_is_left_of_qt(tree: Path, tmp_path: Path) -> None:
    """The driver of the tests needs QtTest, which is lent to the tree from here; what it drives is the release's own."""
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None and spec.origin is not None
    mine = Path(spec.origin).parent
    lent = tmp_path / "lent"
    shutil.copytree(tree / "site-packages" / "PySide6", lent / "PySide6")
    for name in ("QtTest.abi3.so", "QtWidgets.abi3.so", "Qt/lib/libQt6Test.so.6", "Qt/lib/libQt6Widgets.so.6"):
        shutil.copy(mine / name, lent / "PySide6" / name)
    paths = environment(tree, tmp_path, CHECKOUT)
    paths["PYTHONPATH"] = f"{lent}{os.pathsep}{paths['PYTHONPATH']}"
    command = [interpreter(), "-m", "tests.kiosk_driver.exam_screens", str(tmp_path / "screens")]
    run = subprocess.run(command, cwd=tmp_path, env=paths, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert len(list((tmp_path / "screens").rglob("*.png"))) > 30
    assert "qml" not in run.stderr.lower(), run.stderr
