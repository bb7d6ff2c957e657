"""The locks install on every target: wheels of everything, with hashes, and none that is known to be bad there."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.arm

LOCKS = Path(__file__).resolve().parents[2] / "locks"


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
    Target("a workstation with Ubuntu 22.04", "3.10", "x86_64-manylinux_2_35"),
    Target("a workstation with Debian 12", "3.11", "x86_64-manylinux_2_36"),
    Target("a workstation with Ubuntu 24.04", "3.12", "x86_64-manylinux_2_39"),
    Target("a workstation with Debian 13", "3.13", "x86_64-manylinux_2_40"),
)
SHOWN = ("pyside6-essentials", "numpy", "onnxruntime", "ai-edge-litert", "opencv-python-headless", "av")


def pins(target: Target, purpose: str, folder: Path) -> dict[str, str]:
    """What a lock would install there, name to version; fails where it would not. Nothing is downloaded but metadata."""
    asked = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--target", str(folder), "--only-binary", ":all:"]
    asked += ["--no-deps", "--require-hashes", "--no-binary", "grad-cam", "--no-build-isolation"]
    asked += ["--python-version", target.python, "--python-platform", target.platform]
    run = subprocess.run(
        [*asked, "-r", str(LOCKS / target.python / f"{purpose}.txt")], capture_output=True, text=True, timeout=240, check=False
    )
    assert run.returncode == 0, run.stderr
    return dict(line.removeprefix(" + ").split("==") for line in run.stderr.splitlines() if line.startswith(" + "))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: f"{target.python}-{target.platform}")
def test_the_appliance_installs_from_wheels(target: Target, tmp_path: Path) -> None:
    found = pins(target, "appliance", tmp_path)
    print(f"\n{target.name}, Python {target.python}: " + ", ".join(f"{name} {found[name]}" for name in SHOWN))
    qt = tuple(map(int, found["pyside6-essentials"].split(".")))
    assert qt < (6, 12) or target.python == "3.13"  # see pyproject.toml


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: f"{target.python}-{target.platform}")
def test_the_workstation_and_the_tests_install(target: Target, tmp_path: Path) -> None:
    purposes = ("workstation", "tests", "torch", "openvino", "benchmarks")
    found = {purpose: pins(target, purpose, tmp_path) for purpose in purposes}
    assert found["workstation"].items() <= found["tests"].items()
    assert found["benchmarks"].items() <= found["tests"].items()
    assert found["torch"]["torch"]
    if target.platform.startswith("x86_64") and target.python != "3.10":  # where the converter has wheels
        assert pins(target, "litert", tmp_path)["litert-torch"]
    together = found["tests"] | found["torch"]
    assert all(together.get(name, version) == version for name, version in found["openvino"].items())
