"""tflite-runtime 2.14 reads a bundle's LiteRT graph, in its own environment (`make tflite-runtime` makes it)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-tflite" / "bin" / "python"
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="`make tflite-runtime` has not made its environment")


def read(folder: Path) -> subprocess.CompletedProcess[str]:
    script = ROOT / "quantize" / "studies" / "network" / "tflite_runtime_reads.py"
    return subprocess.run([str(PYTHON), str(script), str(folder)], capture_output=True, text=True, timeout=120, check=False)


def test_it_answers_within_the_tolerance(litert_folder: Path) -> None:
    done = read(litert_folder)
    assert done.returncode == 0 and done.stdout.startswith("ok"), done.stdout + done.stderr


def test_answers_beyond_the_tolerance_fail(litert_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(litert_folder, tmp_path / "b")
    file = tmp_path / "b" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["litert"]["tolerance"] = {"logits": -1.0, "heat": -1.0}
    file.write_text(json.dumps(manifest))
    done = read(tmp_path / "b")
    assert done.returncode == 1 and done.stdout.startswith("FAIL")
