"""The arrows: the appliance never loads torch or quantize, and only its screen loads Qt."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import edge_app

PACKAGE = Path(edge_app.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
NOT_ON_A_DEVICE = {"torch", "torchvision", "quantize", "onnx", "onnxscript", "sklearn", "matplotlib"}

BLOCKED_IMPORT = """
import importlib, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED:
            raise ImportError(name + " is not on a device")

sys.meta_path.insert(0, Blocked())
for module in MODULES:
    importlib.import_module(module)
"""


def module_name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_without(modules: list[str], blocked: set[str]) -> subprocess.CompletedProcess[str]:
    script = f"BLOCKED = {blocked!r}\nMODULES = {modules!r}\n{BLOCKED_IMPORT}"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)


def test_every_module_imports_without_torch() -> None:
    done = imports_without([module_name(file) for file in FILES], NOT_ON_A_DEVICE)
    assert done.returncode == 0, done.stderr


def test_every_module_outside_the_screen_imports_without_qt() -> None:
    modules = [name for file in FILES if not (name := module_name(file)).startswith("edge_app.ui")]
    assert len(modules) > 15
    done = imports_without(modules, NOT_ON_A_DEVICE | {"PySide6"})
    assert done.returncode == 0, done.stderr


def test_the_block_blocks() -> None:
    assert "torch is not on a device" in imports_without(["torch"], {"torch"}).stderr


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_no_import_within_a_function_breaks_the_arrows(file: Path) -> None:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    roots = {name.split(".")[0] for name in names}
    in_screen = "ui" in file.relative_to(PACKAGE).parts
    assert not roots & NOT_ON_A_DEVICE
    assert in_screen or "PySide6" not in roots
    if not in_screen and file.name != "__main__.py":
        assert not any(name.startswith("edge_app.ui") for name in names)
