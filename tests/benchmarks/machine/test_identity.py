"""What a machine says of itself, from the files of boards."""

from __future__ import annotations

from pathlib import Path

from benchmarks.machine.identity import describe_machine
from tests.support.boards import write


def test_a_raspberry_pi_5(tmp_path: Path) -> None:
    write(tmp_path, {
        "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
        "proc/device-tree/compatible": "raspberrypi,5-model-b\0brcm,bcm2712\0",
        "proc/cpuinfo": "processor\t: 0\nFeatures\t: fp asimd crc32 asimddp\nCPU part\t: 0xd0b\n\nSerial\t: 10000000abcdef01",
        "proc/meminfo": "MemTotal:        8256384 kB\nMemFree: 1 kB",
        "etc/os-release": 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
        "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand",
        "sys/bus/usb/devices/1-1/speed": "480",
        "sys/bus/usb/devices/1-1/bDeviceClass": "ef",
        "sys/bus/usb/devices/1-1/product": "US Probe",
        "sys/bus/usb/devices/usb1/speed": "480",
        "sys/bus/usb/devices/usb1/bDeviceClass": "09",
    })  # fmt: skip
    found = describe_machine(root=tmp_path)
    assert (found.name, found.board, found.processor) == ("Raspberry Pi 5 Model B Rev 1.0", "raspberry-pi-5", "Cortex-A76")
    assert (found.flags, found.memory_mb, found.governor) == (("asimd", "asimddp"), 8062, "ondemand")
    assert found.system == "Debian GNU/Linux 12 (bookworm)" and found.usb == ("480 Mbit/s US Probe",) and found.gpu == ""
    assert "abcdef01" not in str(found), "a serial number is nobody's business"


def test_a_desktop_with_a_gpu(tmp_path: Path) -> None:
    write(tmp_path, {
        "proc/cpuinfo": "model name\t: A Processor @ 3 GHz\nflags\t\t: fpu avx2 avx512_vnni ht",
        "proc/driver/nvidia/gpus/0000:01:00.0/information": "Model: \t\t NVIDIA H200\nIRQ: 1",
    })  # fmt: skip
    found = describe_machine("the workstation", tmp_path)
    assert (found.name, found.processor, found.gpu) == ("the workstation", "A Processor @ 3 GHz", "NVIDIA H200")
    assert found.flags == ("avx2", "avx512_vnni")


def test_a_machine_that_says_nothing(tmp_path: Path) -> None:
    found = describe_machine(root=tmp_path)
    assert (found.processor, found.system, found.memory_mb, found.usb) == ("unknown", "unknown", 0, ())
