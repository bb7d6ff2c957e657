"""Which GPU torch finds. It is asked in a process of its own, so that this one needs no torch."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass

import msgspec

from benchmarks.result.gpu import GpuDevice

MODULE = "benchmarks.gpu.torch_device"
ORDER = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}  # cards numbered as nvidia-smi numbers them, not the fastest first
ANSWER_S = 120.0  # s that importing torch may take from a slow disk


@dataclass(frozen=True)
class FoundDevice:
    """A GPU, or why there is none."""

    device: GpuDevice | None
    why_not: str = ""  # in one sentence


def find_device() -> FoundDevice:
    """Ask torch, in a process of its own."""
    if importlib.util.find_spec("torch") is None:
        return FoundDevice(None, "PyTorch is not installed; make test or pip install -e '.[quantize]' brings it")
    try:
        environment = {**os.environ, **ORDER}
        asked = subprocess.run([sys.executable, "-m", MODULE], capture_output=True, check=True, timeout=ANSWER_S, env=environment)
        return msgspec.json.decode(asked.stdout, type=FoundDevice)
    except subprocess.TimeoutExpired:
        return FoundDevice(None, f"PyTorch has not said within {ANSWER_S:.0f} s whether there is a GPU")
    except (subprocess.CalledProcessError, msgspec.DecodeError):
        return FoundDevice(None, f"PyTorch fails when it is asked for a GPU; see python -m {MODULE}")
