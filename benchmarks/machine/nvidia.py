"""What an NVIDIA GPU reports once a second: one nvidia-smi that runs beside the measurement and writes lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from types import TracebackType

from benchmarks.result.gpu import GpuSample

COMMAND = "nvidia-smi"
EVERY_MS = 1000
READINGS = ("temperature.gpu", "clocks.sm", "clocks.mem", "power.draw", "utilization.gpu")
REASONS = ("clocks_event_reasons.active", "clocks_throttle_reasons.active")  # the second is what drivers before 535 call it
# Bits of nvmlClocksEventReason* that say that the card was slowed down; idle (1), a clock that somebody set (2, 0x100) and being
# one of several cards in step (0x10) do not. https://docs.nvidia.com/deploy/nvml-api/group__nvmlClocksEventReasons.html
SLOWED = {
    0x4: "power limit",
    0x8: "hardware slowdown",
    0x20: "heat, by the driver",
    0x40: "heat, by the hardware",
    0x80: "power brake",
}


class GpuSampler:
    """`with GpuSampler() as sampler: ...; sampler.samples`. Without nvidia-smi there are none, and `source` says so."""

    def __init__(self, command: Sequence[str] = (COMMAND,), began_s: float = 0.0) -> None:
        """command: what stands before the options; began_s: the time that the first sample has."""
        self._command, self._began = list(command), time.monotonic() - began_s
        self._samples: list[GpuSample] = []
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self.source = ""

    def __enter__(self) -> GpuSampler:
        if shutil.which(self._command[0]) is None:
            self.source = f"none: {self._command[0]} is not installed, so clocks and throttling of the GPU are not known"
            return self
        reason = next((name for name in REASONS if self._knows(name)), None)
        fields = [*READINGS, reason] if reason else list(READINGS)
        self.source = "nvidia-smi, once a second" + ("" if reason else "; it does not say what slowed the GPU down")
        self._process = subprocess.Popen(
            [*self._command, *_query(fields), f"--loop-ms={EVERY_MS}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._read, name="GPU sampler", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process is not None and self._thread is not None:
            self._process.terminate()
            self._process.wait()
            self._thread.join()

    @property
    def processes(self) -> set[int]:
        """Its own, which is part of the benchmark."""
        return {self._process.pid} if self._process else set()

    @property
    def now_s(self) -> float:
        """s, by the samples' clock."""
        return time.monotonic() - self._began

    @property
    def samples(self) -> tuple[GpuSample, ...]:
        """Those so far."""
        with self._lock:
            return tuple(self._samples)

    def between(self, begin_s: float, end_s: float) -> tuple[GpuSample, ...]:
        """Those of a stretch of time. What is shorter than a second may have none."""
        return tuple(sample for sample in self.samples if begin_s < sample.t_s <= end_s)

    def _knows(self, field: str) -> bool:
        try:
            asked = subprocess.run([*self._command, *_query([field])], capture_output=True, text=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return asked.returncode == 0 and "not a valid field" not in asked.stdout

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        for line in self._process.stdout:
            sample = parse(line, self.now_s)
            if sample is not None:
                with self._lock:
                    self._samples.append(sample)
        self._process.stdout.close()


def driver_version(command: Sequence[str] = (COMMAND,)) -> str:
    """Empty where nvidia-smi does not say."""
    try:
        asked = subprocess.run([*command, *_query(["driver_version"])], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def parse(line: str, t_s: float) -> GpuSample | None:
    """One line of nvidia-smi's CSV; None for what is none. A reading that the card lacks ("[N/A]") is None."""
    cells = [cell.strip() for cell in line.split(",")]
    if len(cells) < len(READINGS):
        return None
    temperature, clock, memory_clock, power, busy, *mask = cells
    return GpuSample(
        t_s=t_s,
        temperature_c=_number(temperature),
        clock_mhz=_number(clock),
        memory_clock_mhz=_number(memory_clock),
        power_w=_number(power),
        busy_percent=_number(busy),
        throttled=_slowed(mask[0]) if mask else "",
    )


def _query(fields: Sequence[str]) -> list[str]:
    card = os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")[0] or "0"  # what torch calls the first
    return [f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits", f"--id={card}"]


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _slowed(cell: str) -> str:
    """The words for a mask such as 0x0000000000000004."""
    try:
        mask = int(cell, 16)
    except ValueError:
        return ""
    return ", ".join(word for bit, word in SLOWED.items() if mask & bit)
