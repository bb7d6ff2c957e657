"""What one execution may cost, and how it is measured: time of the processor, and peak of the memory, both of this process.

The time is watched by the kernel (ITIMER_PROF, whose signal ends the process), since a decoder in C does not return to Python for
a signal. Time of the processor, since the machine may be busy; who waits without computing is ended by the parent.
"""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import EdgeError

MOST_SECONDS = 2.0
MOST_BYTES = 64 << 20  # above what the process had before
WAIT_S = 60.0  # without computing


@dataclass(frozen=True)
class Outcome:
    """Of one execution."""

    seconds: float  # of the processor
    grown_bytes: int  # peak above what the process had before
    failure: str | None  # what should not have been; None: all well


def watched(run: Callable[[bytes], None], data: bytes) -> Outcome:
    """Run once. The process ends by SIGPROF when it computes for twice as long as is allowed."""
    before = _reset_peak()
    signal.setitimer(signal.ITIMER_PROF, 2 * MOST_SECONDS)
    began = time.process_time()
    failure = None
    try:
        run(data)
    except EdgeError as exc:
        failure = None if "\n" not in str(exc) else f"an error of several lines: {str(exc)[:100]!r}"
    except Exception as exc:
        places = traceback.extract_tb(exc.__traceback__)
        failure = f"{type(exc).__name__} ({' '.join(str(exc).split())[:100]}) at {_place(places[-1])} from {_place(_own(places))}"
    seconds = time.process_time() - began
    signal.setitimer(signal.ITIMER_PROF, 0)
    grown = _peak() - before
    if failure is None and seconds > MOST_SECONDS:
        failure = f"{seconds:.1f} s"
    if failure is None and grown > MOST_BYTES:
        failure = f"{grown >> 20} MB above what the process had"
    return Outcome(seconds, grown, failure)


def _own(places: traceback.StackSummary) -> traceback.FrameSummary:
    return next((place for place in reversed(places) if "edge_app" in Path(place.filename).parts), places[-1])


def _place(place: traceback.FrameSummary) -> str:
    return f"{'/'.join(Path(place.filename).parts[-2:])}:{place.lineno}"


def _reset_peak() -> int:
    """Bytes the process has now, which the peak is measured from."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    return 0
