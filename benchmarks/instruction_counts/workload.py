"""What runs under valgrind: each stage once, then more often. `python -m benchmarks.instruction_counts.workload MARKS.so`

The difference of the two is one pass, without what marking costs. Prints a line of JSON: the processor as valgrind shows it.
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
from pathlib import Path

import numpy as np

from benchmarks.instruction_counts.stages import OFTEN, SMALL, stages


def main(library: Path) -> None:
    """Run the stages, marked for callgrind."""
    marks = ctypes.CDLL(str(library))
    todo = stages()
    for run in todo.values():
        run()  # what is looked up, loaded or reserved the first time
    gc.collect()
    gc.freeze()
    gc.disable()
    marks.start()
    for name, run in todo.items():
        for passes in (1, 1 + OFTEN if name in SMALL else 2):
            label = f"{name} x {passes}".encode()
            marks.zero()
            for _ in range(passes):
                run()
            marks.dump(label)
    features = np._core._multiarray_umath.__cpu_features__  # type: ignore[attr-defined]
    print(json.dumps(sorted(name for name, there in features.items() if there)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
