"""Which board a machine is, by what its device tree says, as the boards' own kernels write it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from edge_app.device_setup.detection import detect_board
from edge_app.errors import ConfigError


def machine(root: Path, model: str, *compatible: str) -> Path:
    """A root whose kernel shows this device tree: each string ends with a NUL."""
    tree = root / "proc/device-tree"
    tree.mkdir(parents=True)
    (tree / "model").write_bytes(model.encode() + b"\0")
    (tree / "compatible").write_bytes(b"".join(one.encode() + b"\0" for one in compatible))
    return root


@pytest.mark.parametrize(
    ("model", "compatible", "board"),
    [
        ("Raspberry Pi 4 Model B Rev 1.4", ("raspberrypi,4-model-b", "brcm,bcm2711"), "raspberry-pi-4"),
        ("Raspberry Pi 400 Rev 1.0", ("raspberrypi,400", "brcm,bcm2711"), "raspberry-pi-4"),
        ("Raspberry Pi 5 Model B Rev 1.0", ("raspberrypi,5-model-b", "brcm,bcm2712"), "raspberry-pi-5"),
        ("Raspberry Pi Compute Module 5 Rev 1.0", ("raspberrypi,5-compute-module", "brcm,bcm2712"), "raspberry-pi-5"),
        (
            "NVIDIA Jetson Orin Nano Developer Kit",
            ("nvidia,p3768-0000+p3767-0005", "nvidia,p3767-0005", "nvidia,tegra234"),
            "jetson-orin-nano",
        ),
        (
            "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super",
            ("nvidia,p3768-0000+p3767-0005-super", "nvidia,tegra234"),
            "jetson-orin-nano",
        ),
        ("linux,dummy-virt", ("linux,dummy-virt",), "generic-arm64"),
        ("NVIDIA Jetson AGX Orin Developer Kit", ("nvidia,p3737-0000+p3701-0000", "nvidia,tegra234"), "generic-arm64"),
        ("Raspberry Pi 3 Model B Plus Rev 1.3", ("raspberrypi,3-model-b-plus", "brcm,bcm2837"), "generic-arm64"),
    ],
)
def test_the_device_tree_names_the_board(tmp_path: Path, model: str, compatible: tuple[str, ...], board: str) -> None:
    detected = detect_board(machine(tmp_path, model, *compatible), "aarch64")
    assert detected.name == board
    assert compatible[0] in detected.why
    if board != "generic-arm64":
        assert model in detected.why


@pytest.mark.parametrize(("processor", "board"), [("x86_64", "generic"), ("aarch64", "generic-arm64"), ("riscv64", "generic")])
def test_without_a_device_tree_the_processor_does(tmp_path: Path, processor: str, board: str) -> None:
    detected = detect_board(tmp_path, processor)
    assert detected.name == board
    assert detected.why == f"there is no device tree, and the processor is {processor}"


@pytest.mark.parametrize("damage", [b"", b"\0\0\0", b"\xff\xfe\0", b"raspberrypi,5-model-b"])
def test_a_tree_that_is_no_tree_does_no_harm(tmp_path: Path, damage: bytes) -> None:
    machine(tmp_path, "x", "y")
    (tmp_path / "proc/device-tree/compatible").write_bytes(damage)
    assert detect_board(tmp_path, "aarch64").name == ("raspberry-pi-5" if b"raspberry" in damage else "generic-arm64")


def test_a_machine_that_no_board_is_for_is_named(tmp_path: Path) -> None:
    source = Path(__file__).resolve().parents[3] / "firmware_configs/raspberry-pi-5/board.toml"
    (tmp_path / "boards/raspberry-pi-5").mkdir(parents=True)
    (tmp_path / "boards/raspberry-pi-5/board.toml").write_text(source.read_text())
    with pytest.raises(ConfigError, match=re.escape("none is for riscv64; name one with --board: raspberry-pi-5")):
        detect_board(tmp_path, "riscv64", tmp_path / "boards")
