"""What a roofline is drawn from, measured in a process of its own: `python -m benchmarks.roofline`, a Task in, a line of JSON out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.result.records import Peaks
from benchmarks.task import Task
from edge_app.system.little_memory import keep_blas_small
from edge_app.system.parent import end_with_parent


@dataclass(frozen=True)
class Roofline:
    """The roof, and how much work the network is."""

    peaks: Peaks
    network_mmac: float  # 10^6 multiplications with addition


def main() -> int:
    """Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    end_with_parent(task.parent)
    keep_blas_small()

    from benchmarks.machine.peaks import measure_peaks
    from benchmarks.stages.multiplications import count_mmac
    from edge_app.bundle.loader import Precision, load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.system.host import cores

    bundle = load_bundle(Path(task.bundle), trusted_keys(Path(task.keys) if task.keys else None))
    found = Roofline(measure_peaks(cores()), count_mmac(bundle.graphs[Precision.FP32]))
    print(msgspec.json.encode(found).decode(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
