"""`python -m benchmarks.gpu.torch_device`: which GPU torch finds, as JSON."""

from __future__ import annotations

import sys

import msgspec
import torch

from benchmarks.gpu.device import FoundDevice
from benchmarks.machine.nvidia import driver_version
from benchmarks.result.gpu import GpuDevice


def ask_torch() -> FoundDevice:
    """The first card that torch may use, or why there is none."""
    if not torch.cuda.is_available():
        built = torch.version.cuda
        return FoundDevice(None, "PyTorch sees no GPU" if built else "this PyTorch is built for processors only")
    about = torch.cuda.get_device_properties(0)
    cudnn = torch.backends.cudnn.version()  # type: ignore[no-untyped-call]
    return FoundDevice(
        GpuDevice(
            name=about.name,
            capability=f"{about.major}.{about.minor}",
            memory_mb=about.total_memory >> 20,
            driver=driver_version(),
            cuda=torch.version.cuda or "",
            cudnn=str(cudnn or ""),
            torch=str(torch.__version__),
        )
    )


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(ask_torch()).decode())
