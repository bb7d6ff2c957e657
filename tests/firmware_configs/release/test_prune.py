"""What is left out of a tree, and that nothing is left out that something else needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_configs.release.errors import BuildError
from firmware_configs.release.prune import QT_MODULES, prune
from tests.support.elf_files import elf


@pytest.fixture
def site_packages(tmp_path: Path) -> Path:
    files = {
        **{f"PySide6/{name}.abi3.so": elf("libQt6Core.so.6") for name in QT_MODULES},
        "PySide6/QtDesigner.abi3.so": elf("libQt6Designer.so.6"),
        "PySide6/libpyside6.abi3.so.6.8": elf("libQt6Core.so.6"),
        "PySide6/Qt/lib/libQt6Core.so.6": elf("libicuuc.so.73"),
        "PySide6/Qt/lib/libicuuc.so.73": elf("libicudata.so.73", "libc.so.6"),
        "PySide6/Qt/lib/libicudata.so.73": elf(),
        "PySide6/Qt/lib/libQt6Designer.so.6": elf("libQt6Core.so.6"),
        "PySide6/Qt/lib/libQt6WaylandClient.so.6": elf(),
        "PySide6/Qt/plugins/platforms/libqwayland.so": elf("libQt6WaylandClient.so.6"),
        "PySide6/Qt/plugins/platforms/libqvnc.so": elf(),
        "PySide6/Qt/qml/QtQuick/Layouts/qmldir": b"module QtQuick.Layouts\n",
        "PySide6/Qt/qml/QtQuick/Dialogs/qmldir": b"module QtQuick.Dialogs\n",
        "PySide6/Qt/translations/qt_de.qm": b"",
        "PySide6/designer": elf(),
        "numpy/_core/tests/test_it.py": b"",
        "numpy/_core/__init__.py": b"",
        "ai_edge_litert/interpreter.py": b"",
        "ai_edge_litert/vendors/other/compiler.so": elf(),
        "edge_app/ui/translations/edge_app_de.ts": b"",
        "edge_app/ui/translations/edge_app_de.qm": b"",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def remaining(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_libraries_stay_that_a_kept_part_asks_for_by_way_of_others(site_packages: Path) -> None:
    prune(site_packages)
    left = remaining(site_packages)
    assert {name for name in left if "/lib/" in name} == {
        f"PySide6/Qt/lib/{name}" for name in ("libQt6Core.so.6", "libicuuc.so.73", "libicudata.so.73", "libQt6WaylandClient.so.6")
    }
    assert left - {name for name in left if name.startswith("PySide6/")} == {
        "numpy/_core/__init__.py", "ai_edge_litert/interpreter.py", "edge_app/ui/translations/edge_app_de.qm",
    }  # fmt: skip


def test_only_named_parts_of_qt_stay(site_packages: Path) -> None:
    prune(site_packages)
    assert {name for name in remaining(site_packages) if name.startswith("PySide6/") and "/lib/" not in name} == {
        "PySide6/libpyside6.abi3.so.6.8", "PySide6/Qt/plugins/platforms/libqwayland.so", "PySide6/Qt/qml/QtQuick/Layouts/qmldir",
        *(f"PySide6/{name}.abi3.so" for name in QT_MODULES),
    }  # fmt: skip
    assert not [path for path in site_packages.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_a_part_of_qt_that_is_missing_stops_it(site_packages: Path) -> None:
    (site_packages / "PySide6/QtQuick.abi3.so").unlink()
    with pytest.raises(BuildError, match=r"PySide6 has no QtQuick\.abi3\.so; bring QT_MODULES"):
        prune(site_packages)
