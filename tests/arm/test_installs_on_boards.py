"""`pip install edge-app` finds a wheel of everything on every target, and none that is known to be bad there."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.arm

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Target:
    """A system by its Python and its C library, which decide the wheels that install there."""

    name: str
    python: str
    platform: str


TARGETS = (
    Target("Raspberry Pi OS and Debian 12", "3.11", "aarch64-manylinux_2_36"),
    Target("Raspberry Pi OS and Debian 13", "3.13", "aarch64-manylinux_2_40"),
    Target("JetPack 6", "3.10", "aarch64-manylinux_2_35"),
    Target("Ubuntu 24.04", "3.12", "aarch64-manylinux_2_39"),
    Target("a workstation", "3.11", "x86_64-manylinux_2_36"),
)
SHOWN = ("pyside6-essentials", "numpy", "onnxruntime", "ai-edge-litert", "opencv-python-headless", "av")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: f"{target.python}-{target.platform}")
def test_the_appliance_resolves_to_wheels(target: Target) -> None:
    resolve = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-annotate", "--no-header", "--only-binary", ":all:"]
    run = subprocess.run(
        [*resolve, "--python-version", target.python, "--python-platform", target.platform, "pyproject.toml"],
        cwd=PROJECT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    pins = dict(line.split("==") for line in run.stdout.splitlines() if "==" in line)
    print(f"\n{target.name}, Python {target.python}: " + ", ".join(f"{name} {pins[name]}" for name in SHOWN))
    qt = tuple(map(int, pins["pyside6-essentials"].split(".")))
    assert qt < (6, 12) or target.python == "3.13"  # see pyproject.toml
