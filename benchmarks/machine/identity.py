"""What the machine is: all of it from /proc, /sys and /etc, without its name in the network, its owner or a serial number."""

from __future__ import annotations

import platform
import re
from pathlib import Path

from benchmarks.machine.clock import governor
from benchmarks.machine.sysfs import number, text
from benchmarks.result.records import Machine
from edge_app.device_setup.detection import detect_board
from edge_app.errors import ConfigError
from edge_app.system.host import cores

# Those that decide with what instructions a network's sums are computed.
FLAGS = ("sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "avx512_fp16",
         "amx_int8", "amx_bf16", "asimd", "asimdhp", "asimddp", "i8mm", "bf16", "sve", "sve2")  # fmt: skip
# /proc/cpuinfo names the processors of the boards only by ARM's part numbers.
ARM_PARTS = {"0xd03": "Cortex-A53", "0xd08": "Cortex-A72", "0xd0b": "Cortex-A76", "0xd42": "Cortex-A78AE", "0xd0c": "Neoverse N1"}
UNKNOWN = "unknown"


def describe_machine(name: str = "", root: Path = Path("/")) -> Machine:
    """This machine. name: as its user calls it; empty: the board's own name, or else the processor's."""
    info = text(root / "proc/cpuinfo")
    processor = _processor(info)
    model = text(root / "proc/device-tree/model")
    memory = re.search(r"^MemTotal:\s*(\d+) kB", text(root / "proc/meminfo"), re.MULTILINE)
    system = re.search(r'^PRETTY_NAME="?([^"\n]*)', text(root / "etc/os-release"), re.MULTILINE)
    return Machine(
        name=name or model or processor,
        board=_board(root),
        processor=processor,
        flags=_flags(info),
        cores=cores(),
        memory_mb=int(memory[1]) // 1024 if memory else 0,
        kernel=f"{platform.system()} {platform.release()} {platform.machine()}",
        system=system[1] if system else UNKNOWN,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        governor=governor(root),
        usb=_usb(root),
        gpu=_gpu(root),
    )


def _board(root: Path) -> str:
    try:
        return detect_board(root).name
    except ConfigError:
        return UNKNOWN


def _processor(info: str) -> str:
    if named := re.search(r"^model name\s*:\s*(.+)$", info, re.MULTILINE):
        return named[1]
    parts = set(re.findall(r"^CPU part\s*:\s*(\w+)$", info, re.MULTILINE))
    return " and ".join(sorted(ARM_PARTS.get(part, f"ARM part {part}") for part in parts)) or UNKNOWN


def _flags(info: str) -> tuple[str, ...]:
    found = re.search(r"^(?:flags|Features)\s*:\s*(.+)$", info, re.MULTILINE)
    present = set(found[1].split()) if found else set()
    return tuple(flag for flag in FLAGS if flag in present)


def _usb(root: Path) -> tuple[str, ...]:
    """What is plugged in, hubs left out, each with the speed at which it runs."""
    found = []
    for device in sorted(root.glob("sys/bus/usb/devices/*")):
        speed = text(device / "speed")
        if speed and text(device / "bDeviceClass") != "09":
            found.append(f"{speed} Mbit/s {text(device / 'product') or 'without a name'}")
    return tuple(found)


def _gpu(root: Path) -> str:
    models = []
    for file in sorted(root.glob("proc/driver/nvidia/gpus/*/information")):
        if named := re.search(r"^Model:\s*(.+)$", text(file), re.MULTILINE):
            models.append(named[1])
    if not models and number(root / "sys/devices/platform/gpu.0/load") is not None:
        models.append("of the board")
    return " and ".join(models)
