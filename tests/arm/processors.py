"""The processors of the boards, as qemu and the runtimes know them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CORES = 4


@dataclass(frozen=True)
class Processor:
    """A processor as its board's kernel describes it, from which the runtimes choose their kernels."""

    board: str
    cpu: str  # as qemu calls it; its own default gives wrong mathematics
    part: str
    features: str

    def cpuinfo(self) -> str:
        """/proc/cpuinfo."""
        core = f"Features\t: {self.features}\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\n"
        return "".join(f"processor\t: {n}\n{core}CPU part\t: {self.part}\nCPU revision\t: 3\n\n" for n in range(CORES))

    def describe(self, root: Path) -> None:
        """Lay down what cpuinfo, inside ONNX Runtime and XNNPACK, reads.

        Without it both fall back to other kernels than on the board; with this machine's own /sys they crash.
        """
        for path, text in {
            "proc/cpuinfo": self.cpuinfo(),
            "sys/devices/system/cpu/possible": f"0-{CORES - 1}\n",
            "sys/devices/system/cpu/present": f"0-{CORES - 1}\n",
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)


PI_4 = Processor("Raspberry Pi 4", "cortex-a72", "0xd08", "fp asimd evtstrm crc32 cpuid")
PI_5 = Processor(
    "Raspberry Pi 5", "cortex-a76", "0xd0b",
    "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp",
)  # fmt: skip
PROCESSORS = (PI_4, PI_5)
