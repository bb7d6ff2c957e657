"""Leaves out of an installed tree what the kiosk never loads: most of Qt, compilers of graphs, headers, the packages' own tests.

Of Qt the parts that are kept are named; its libraries are those that these ask for, directly or by way of others. Of other
packages the parts that go are named. tests/release/test_pruned_tree.py runs the kiosk in what is left.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from firmware_configs.release.elf import needed_libraries
from firmware_configs.release.errors import BuildError

# Python's side of Qt: what edge_app/ui imports, and what these import.
QT_MODULES = ("QtCore", "QtGui", "QtNetwork", "QtOpenGL", "QtQml", "QtQuick", "QtQuickControls2")
QT_QML = (
    "QtQml", "QtQml/Models", "QtQml/WorkerScript", "QtQuick", "QtQuick/Controls", "QtQuick/Controls/Basic",
    "QtQuick/Controls/Basic/impl", "QtQuick/Controls/impl", "QtQuick/Layouts", "QtQuick/Shapes", "QtQuick/Templates",
    "QtQuick/Window",
)  # fmt: skip
QT_PLUGINS = (
    "egldeviceintegrations/libqeglfs-kms-*",  # eglfs without a compositor; that for NVIDIA's streams too
    "generic/libqevdev*",  # touch, keyboard and mouse without a compositor
    "iconengines/libqsvgicon.so",
    "imageformats/libqsvg.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",  # dead keys
    "platforms/libqeglfs.so",
    "platforms/libqlinuxfb.so",
    "platforms/libqminimal.so",
    "platforms/libqoffscreen.so",
    "platforms/libqwayland*",
    "platforms/libqxcb.so",
    "wayland-decoration-client/*",
    "wayland-graphics-integration-client/*",
    "wayland-shell-integration/libxdg-shell.so",
    "xcbglintegrations/*",
)
# Within site-packages; a pattern that matches nothing is no fault: packages differ between Pythons.
LEFT_OUT = (
    "**/__pycache__",
    "**/*.pyi",
    "**/*.qmltypes",
    "**/py.typed",
    "*/include",  # headers
    "*.libs/*.a",
    "numpy/**/tests", "numpy/_core/include", "numpy/_core/lib", "numpy/f2py", "numpy/testing/_private", "numpy/random/_examples",
    "fontTools/**/testdata",
    "onnxruntime/backend", "onnxruntime/datasets", "onnxruntime/quantization", "onnxruntime/tools", "onnxruntime/transformers",
    "onnxruntime/capi/libonnxruntime.so*",  # for programs in C; Python's extension has its own
    "ai_edge_litert/aot", "ai_edge_litert/tools", "ai_edge_litert/vendors",  # compilers for other processors
    "ai_edge_litert/libLiteRtWebGpuAccelerator.so",
    "ai_edge_litert/pywrap_genai_ops.so",
    "pydicom/data/charset_files", "pydicom/data/test_files", "pydicom/data/palettes/*.dcm.test",
    "PySide6/*.json", "PySide6/doc", "PySide6/glue", "PySide6/lib", "PySide6/scripts", "PySide6/typesystems",
    "PySide6/Qt/libexec", "PySide6/Qt/metatypes", "PySide6/Qt/translations",
    "PySide6/assistant", "PySide6/designer", "PySide6/linguist", "PySide6/lrelease", "PySide6/lupdate", "PySide6/qml*",
    "PySide6/svgtoqml", "PySide6/rcc", "PySide6/uic", "PySide6/balsam*", "PySide6/qsb",
    "shiboken6/lib",
    "edge_app/ui/translations/*.ts",
)  # fmt: skip


def prune(site_packages: Path) -> None:
    """Remove what is not needed. Raises BuildError when a part of Qt that is to be kept is not there."""
    for pattern in LEFT_OUT:
        for path in sorted(site_packages.glob(pattern)):
            _remove(path)
    if (qt := site_packages / "PySide6").is_dir():
        _prune_qt(qt)
    # Deepest first, so that a folder of empty folders goes as well.
    for folder in sorted((path for path in site_packages.rglob("*") if path.is_dir()), key=lambda path: -len(path.parts)):
        if not any(folder.iterdir()):
            folder.rmdir()


def _prune_qt(pyside: Path) -> None:
    kept_modules = [pyside / f"{name}.abi3.so" for name in QT_MODULES]
    kept_plugins = {path for pattern in QT_PLUGINS for path in (pyside / "Qt/plugins").glob(pattern)}
    kept_qml = [pyside / "Qt/qml" / name for name in QT_QML]
    if missing := [str(path.relative_to(pyside)) for path in kept_modules if not path.is_file()]:
        raise BuildError(f"PySide6 has no {', '.join(missing)}; bring QT_MODULES in firmware_configs/release/prune.py up to date")
    for path in _files(pyside / "Qt/plugins"):
        if path not in kept_plugins:
            path.unlink()
    for path in _files(pyside / "Qt/qml"):
        if path.parent not in kept_qml:
            path.unlink()
    for path in pyside.glob("Qt*.abi3.so"):
        if path not in kept_modules:
            path.unlink()
    libraries = {path.name: path for path in (pyside / "Qt/lib").iterdir()}
    kept = reached([*_files(pyside / "Qt/plugins"), *_files(pyside / "Qt/qml"), *_shared_objects(pyside)], libraries)
    for name, path in libraries.items():
        if name not in kept:
            _remove(path)


def reached(roots: Iterable[Path], libraries: dict[str, Path]) -> set[str]:
    """Names of the libraries that the roots ask for, directly or by way of others. libraries: name -> file."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        for name in needed_libraries(waiting.pop().read_bytes()):
            if name in libraries and name not in found:
                found.add(name)
                waiting.append(libraries[name])
    return found


def _shared_objects(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file() and ".so" in path.name)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
