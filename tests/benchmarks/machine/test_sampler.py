"""Samples of the machine, who had the processor, and when a measurement is void."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.machine.disturbance import highest_clock, mean_power, why_void
from benchmarks.machine.processor_time import ProcessorTime, Use
from benchmarks.machine.sampler import Sampler
from benchmarks.result.records import Sample
from tests.support.boards import raspberry_pi_5, write
from tests.support.wait_until import wait_until

STILL = Sample(1.0, 50.0, (2400.0, 2400.0), "performance", "", 4000.0, 0.5, 0.0)


def set_ticks(root: Path, user: int, idle: int, own: int) -> None:
    """/proc of a machine with two cores; own: ticks of process 1234, whose name holds what a name may."""
    line = f"{user} 0 0 {idle} 0 0 0 0 0 0"
    write(root, {
        "proc/stat": f"cpu  {line}\ncpu0 {line}\ncpu1 {line}\nintr 1",
        "proc/1234/stat": f"1234 (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 {own} 0 0 0 20 0",
    })  # fmt: skip


def test_what_others_took_is_what_is_left(tmp_path: Path) -> None:
    set_ticks(tmp_path, 1000, 1000, 500)
    use = ProcessorTime(lambda: [1234, 99_999], tmp_path)
    set_ticks(tmp_path, 1150, 1050, 560)  # 150 of 200 ticks busy, 60 of them ours
    found = use.read()
    assert found.load == 0.75 and found.foreign_cores == pytest.approx(0.9)
    set_ticks(tmp_path, 1250, 1050, 700)  # ticks are coarse: ours may seem more than all
    assert use.read() == Use(1.0, 0.0)
    assert use.read() == Use(None, None), "no time has passed"


def test_where_there_is_no_proc(tmp_path: Path) -> None:
    use = ProcessorTime(lambda: [1], tmp_path)
    assert use.read() == Use(None, None) and use.source.startswith("none: ")


def test_a_sample_now_and_then_and_on_demand(tmp_path: Path) -> None:
    raspberry_pi_5(tmp_path)
    with Sampler(lambda: [os.getpid()], tmp_path, every_s=0.01, began_s=100.0) as sampler:
        began = sampler.take()
        wait_until(lambda: len(sampler.samples) > 4)
        ended = sampler.take()
        between = sampler.between(began, ended)
    assert 100.0 <= began < between[0].t_s <= between[-1].t_s == ended
    assert all(sample.temperature_c == 54.3 and sample.power_mw is None for sample in between)
    assert sampler.cost_percent > 0 and sampler.sensors.energy.startswith("none: ")
    after = len(sampler.samples)
    assert len(sampler.samples) == after, "it has stopped"


def test_a_still_machine_is_not_void() -> None:
    assert why_void([STILL, replace(STILL, t_s=2.0)], 2400.0) == ""
    assert why_void([]) == "", "nothing is known against it"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"throttled": "undervoltage"}, "slowed down (undervoltage)"),
        ({"foreign_cores": 0.9}, "other programs took"),
        ({"clock_mhz": (1500.0, 1000.0)}, "the clock fell to 1500 MHz, it was 2400 MHz"),
    ],
)
def test_what_makes_a_measurement_void(change: dict[str, object], words: str) -> None:
    disturbed = [replace(STILL, t_s=t, **change) for t in (2.0, 3.0, 4.0)]  # type: ignore[arg-type]
    assert words in why_void([STILL, *disturbed], 2400.0)


def test_throttled_for_one_second_is_enough_and_a_short_disturbance_is_not() -> None:
    many = [replace(STILL, t_s=float(t)) for t in range(60)]
    assert why_void([*many, replace(STILL, t_s=60.0, throttled="heat")]) != ""
    assert why_void([*many, replace(STILL, t_s=60.0, foreign_cores=2.0)]) == ""


def test_power_is_known_only_if_every_sample_has_it() -> None:
    assert mean_power([STILL, replace(STILL, power_mw=6000.0)]) == 5000.0
    assert mean_power([STILL, replace(STILL, power_mw=None)]) is None and mean_power([]) is None
    assert highest_clock([replace(STILL, clock_mhz=())]) is None
