"""The arrows: the appliance never loads torch or quantize, and only its screen loads Qt."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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


FORBIDDEN = [  # a line that breaks a contract, and a piece of the contract's name
    ("edge_app/imaging/heatmap.py", "import edge_app.pipeline", "edge_app: layers"),
    ("edge_app/pipeline.py", "import torch", "nothing of training is on a device"),
    ("edge_app/worker.py", "from PySide6.QtCore import QObject", "only the screen knows Qt"),
    ("edge_app/exams/summary.py", "import edge_app.system.malloc", "exams know neither Qt nor malloc"),
    ("edge_app/capture/factory.py", "def late() -> None:\n    import edge_app.cli.options", "capture knows nothing"),
    ("edge_app/headless/exam.py", "import edge_app.phantom.subject", "does not know the simulator"),
    ("edge_app/records.py", "import edge_app.worker", "no circles"),
    ("benchmarks/report/entry.py", "import benchmarks.run.measure", "benchmarks: layers"),
    ("benchmarks/report/axes.py", "import torch", "benchmarks: `run` and `compare`"),
    ("benchmarks/run/worker.py", "import torch", "need neither torch nor quantize"),
    ("benchmarks/statistics/bootstrap.py", "import benchmarks.run.plan", "benchmarks: layers"),
    ("quantize/recipe.py", "import benchmarks.run.task", "do not know the benchmarks"),
]


def test_a_forbidden_import_breaks_its_contract(tmp_path: Path) -> None:
    for package in ("edge_app", "quantize", "benchmarks"):
        shutil.copytree(PACKAGE.parent / package, tmp_path / package, ignore=_all_but_python)
    shutil.copy(PACKAGE.parent / "pyproject.toml", tmp_path)
    for file, line, _ in FORBIDDEN:
        with (tmp_path / file).open("a", encoding="utf-8") as code:
            code.write(f"\n{line}\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert done.returncode == 1
    assert [contract for *_, contract in FORBIDDEN if not any(contract in line for line in broken)] == []


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if (Path(folder) / name).is_file() and not name.endswith(".py")}
