"""What nvidia-smi says, by a script that says the same."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks.machine.nvidia import GpuSampler, driver_version, parse
from benchmarks.result.gpu import GpuSample

NEW, OLD = "clocks_event_reasons.active", "clocks_throttle_reasons.active"


def script(folder: Path, knows: str) -> Path:
    """An nvidia-smi that knows one name of the reasons, writes two lines and stays."""
    file = folder / "nvidia-smi"
    file.write_text(
        f"""#!/bin/sh
case "$1" in
  *driver_version*) echo "580.159.04"; exit 0;;
  *{knows}*) ;;
  *reasons*) echo 'Field "x" is not a valid field to query.'; exit 2;;
esac
case "$*" in
  *loop*) echo "41, 1980, 3201, 120.50, 97, 0x0000000000000001"; echo "83, 1200, [N/A], 699.10, 99, 0x0000000000000024"
          exec sleep 60;;
esac
"""
    )
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("name", [NEW, OLD])
def test_the_card_is_watched(tmp_path: Path, name: str) -> None:
    with GpuSampler([str(script(tmp_path, name))], began_s=100.0) as sampler:
        end = time.monotonic() + 30
        while len(sampler.samples) < 2 and time.monotonic() < end:
            time.sleep(0.01)
    idle, slow = sampler.samples
    assert idle.throttled == "" and (idle.temperature_c, idle.clock_mhz, idle.power_w) == (41.0, 1980.0, 120.5)
    assert slow.throttled == "power limit, heat, by the driver" and slow.memory_clock_mhz is None
    assert sampler.source == "nvidia-smi, once a second" and 100.0 < idle.t_s <= slow.t_s
    assert sampler.between(0.0, 100.0) == () and len(sampler.between(100.0, slow.t_s)) == 2


def test_a_driver_that_does_not_say_what_slowed_it_down(tmp_path: Path) -> None:
    with GpuSampler([str(script(tmp_path, "nothing"))]) as sampler:
        assert "does not say what slowed" in sampler.source


def test_without_the_program_it_says_so(tmp_path: Path) -> None:
    with GpuSampler([str(tmp_path / "nvidia-smi")]) as sampler:
        assert sampler.samples == () and sampler.source.startswith("none: ")
    assert driver_version([str(tmp_path / "nvidia-smi")]) == ""


def test_the_driver(tmp_path: Path) -> None:
    assert driver_version([str(script(tmp_path, NEW))]) == "580.159.04"


@pytest.mark.parametrize("line", ["", "No devices were found", "1, 2"])
def test_what_is_no_line_of_readings(line: str) -> None:
    assert parse(line, 0.0) is None


def test_what_the_card_lacks_is_not_known() -> None:
    assert parse("[N/A], [N/A], [N/A], [N/A], [N/A], [N/A]", 3.0) == GpuSample(3.0, None, None, None, None, None, "")
