"""Clock, heat, throttling and power of boards, as their kernels show them; absence says why."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.machine.clock import find_clock, governor
from benchmarks.machine.power import find_power
from benchmarks.machine.throttle import ThermalSensors, ThermalState
from tests.support.boards import jetson_orin_nano, raspberry_pi_4, raspberry_pi_5, write

CPU = "sys/devices/system/cpu"


def test_the_clock_of_each_core(tmp_path: Path) -> None:
    assert find_clock(tmp_path).read() == () and find_clock(tmp_path).source.startswith("none: ")
    write(
        tmp_path, {f"{CPU}/cpu{core}/cpufreq/scaling_cur_freq": f"{khz}" for core, khz in ((0, 600_000), (10, 1), (2, 2_400_000))}
    )
    write(tmp_path, {f"{CPU}/cpu{core}/cpufreq/scaling_governor": name for core, name in ((0, "schedutil"), (2, "performance"))})
    assert find_clock(tmp_path).read() == (600.0, 2400.0, 0.001)
    assert governor(tmp_path) == "performance+schedutil"


def test_a_pi_that_was_throttled_between_two_looks_says_so(tmp_path: Path) -> None:
    sensors = ThermalSensors(raspberry_pi_5(tmp_path, "40000"))  # since it was switched on, not since we look
    assert sensors.read() == ThermalState(54.3, "")
    raspberry_pi_5(tmp_path, "50000")
    assert sensors.read().throttled == "undervoltage"
    assert sensors.read().throttled == "", "once for each time"
    raspberry_pi_5(tmp_path, "50008")
    assert sensors.read().throttled == "heat"
    assert sensors.throttle_source == "Raspberry Pi firmware, Raspberry Pi supply voltage"


def test_an_intel_processor_that_was_too_hot(tmp_path: Path) -> None:
    counter = f"{CPU}/cpu0/thermal_throttle/core_throttle_count"
    write(tmp_path, {counter: "7"})
    sensors = ThermalSensors(tmp_path)
    assert sensors.read() == ThermalState(None, "")
    write(tmp_path, {counter: "8"})
    assert sensors.read().throttled == "the processor was too hot"
    assert sensors.temperature_source.startswith("none: ") and "thermal_throttle" in sensors.throttle_source


def test_a_machine_without_sensors_says_so(tmp_path: Path) -> None:
    sensors = ThermalSensors(tmp_path)
    assert sensors.read() == ThermalState(None, "")
    assert sensors.throttle_source.startswith("none: ") and sensors.temperature_source.startswith("none: ")


def test_a_jetsons_power_is_that_of_the_rail_in_front(tmp_path: Path) -> None:
    chip = "sys/class/hwmon/hwmon0"
    jetson_orin_nano(tmp_path)
    rails = {1: ("VDD_CPU_GPU_CV", 5000, 400), 2: ("VDD_SOC", 5000, 300), 3: ("VDD_IN", 5000, 1500)}
    for number, (label, millivolts, milliamperes) in rails.items():
        write(tmp_path, {
            f"{chip}/in{number}_label": label, f"{chip}/in{number}_input": str(millivolts),
            f"{chip}/curr{number}_input": str(milliamperes),
        })  # fmt: skip
    power = find_power(tmp_path)
    assert power.read() == 7500.0 and "VDD_IN" in power.source
    write(tmp_path, {f"{chip}/in3_label": "NC"})
    assert find_power(tmp_path).read() == 3500.0, "the sum, where no rail is in front"
    write(tmp_path, {f"{chip}/curr2_input": "soon"})
    assert find_power(tmp_path).read() is None


def command_saying(text: str, code: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"print({text!r}); raise SystemExit({code})")


@pytest.fixture
def pi_5(tmp_path: Path) -> Path:
    write(tmp_path, {"proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0"})
    return tmp_path


def test_a_raspberry_pi_5s_power_is_an_estimate(pi_5: Path) -> None:
    said = """
     3V7_WL_SW_A current(0)=0.10000000A
       VDD_CORE_A current(7)=2.00000000A
     3V7_WL_SW_V volt(8)=3.70000000V
       VDD_CORE_V volt(15)=0.90000000V
          EXT5V_V volt(24)=5.13000000V"""
    power = find_power(pi_5, command_saying(said))
    assert power.read() == pytest.approx(370 + 1800) and power.source.startswith("estimate: ")
    assert power.cost_s > 0, "what the other program takes is counted"


def test_a_firmware_that_cannot_be_asked_says_nothing(pi_5: Path) -> None:
    assert find_power(pi_5, command_saying("VCHI initialization failed", 1)).read() is None
    assert "apt install" in find_power(pi_5, ("no-such-command",)).source


def test_a_raspberry_pi_4_has_no_sensor_and_says_so(tmp_path: Path) -> None:
    write(raspberry_pi_4(tmp_path), {"proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0"})
    power = find_power(tmp_path)
    assert power.read() is None and power.source == "none: this board has no sensor of its power"


def test_intels_counter(tmp_path: Path) -> None:
    assert find_power(tmp_path).source.startswith("none: ")
    counter = "sys/class/powercap/intel-rapl:0/energy_uj"
    write(tmp_path, {counter: "1000"})
    power = find_power(tmp_path)
    write(tmp_path, {counter: "5001000"})
    read = power.read()
    assert read is not None and read > 0
    write(tmp_path, {counter: "0"})
    assert power.read() is None, "the counter has begun again"
