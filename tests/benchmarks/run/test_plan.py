"""What is measured, in which order, and how long it takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.peers.catalogue import ENTRIES
from benchmarks.result.records import Display, TimedMode
from benchmarks.run.plan import (
    Lengths,
    engine_settings,
    engine_turns,
    make_plan,
    pipeline_turns,
    screen_turns,
    thread_counts,
    with_peers,
)
from benchmarks.screen.probe import MEAN_PERIOD
from benchmarks.statistics.early_stopping import samples_needed
from edge_app.bundle.loader import ModelBundle


@pytest.mark.parametrize(
    ("processors", "every", "counts"),
    [(1, True, [1]), (2, False, [1, 2]), (4, True, [1, 2, 3, 4]), (4, False, [1, 2, 4]), (6, False, [1, 2, 4, 6]),
     (16, True, [1, 2, 3, 4, 5, 6, 7, 8, 16]), (24, False, [1, 2, 4, 8, 16, 24])],
)  # fmt: skip
def test_thread_counts(processors: int, every: bool, counts: list[int]) -> None:
    assert thread_counts(processors, every) == counts


def test_threads_that_can_idle_are_measured_spinning_and_not(bundle: ModelBundle) -> None:
    names = [setting.name for setting in engine_settings(bundle, [1, 2]) if setting.runtime == "onnxruntime"]
    assert names == [
        "onnxruntime fp32, 1 thread", "onnxruntime int8, 1 thread",
        "onnxruntime fp32, 2 threads, not spinning", "onnxruntime fp32, 2 threads, spinning",
        "onnxruntime int8, 2 threads, not spinning", "onnxruntime int8, 2 threads, spinning",
    ]  # fmt: skip


def test_settings_take_turns_back_and_forth(bundle: ModelBundle) -> None:
    settings = engine_settings(bundle, [1])[:2]
    turns = engine_turns("screening", settings, Lengths(3, 1.0))
    assert [settings.index(turn.setting) for turn in turns] == [0, 1, 1, 0, 0, 1]
    assert [turn.start for turn in turns] == [0, 0, 1, 1, 2, 2] and {turn.kind for turn in turns} == {"engine"}


def test_the_pipeline_is_measured_beside_the_kiosk_last(bundle: ModelBundle) -> None:
    plan = make_plan("quick", bundle, 2)
    turns = pipeline_turns(plan.settings[0], plan)
    beside = [turn.kiosk for turn in turns]
    assert beside == sorted(beside) and any(beside) and {turn.with_guard for turn in turns if turn.kiosk} == {True}
    assert len(set(turns)) == len(turns), "each is told from the others, or an interrupted run would leave one out"


def test_a_quick_run_with_all_peers_takes_eight_minutes_at_most(bundle: ModelBundle) -> None:
    plan = with_peers(make_plan("quick", bundle, 2), is_board=False, processors=2)
    assert plan.seconds < 8 * 60
    assert {one.runtime for one in (*plan.peers, *plan.networks)} == set(ENTRIES)
    assert {one.threads for one in (*plan.settings, *plan.peers, *plan.networks)} == {2}
    assert {one.precision for one in plan.settings} == {"fp32", "int8"}
    turns = engine_turns("screening", (*plan.settings, *plan.peers), plan.screening)
    assert {turn.kind for turn in turns} == {"engine", "peer"}
    assert {turn.start for turn in turns if turn.kind == "peer"} == {turn.start for turn in turns if turn.kind == "engine"}


def test_a_board_is_spared_the_large_networks(bundle: ModelBundle) -> None:
    plan = with_peers(make_plan("standard", bundle, 4), is_board=True, processors=4)
    assert {one.runtime for one in plan.networks} == {"NMD-AssistNet", "GhostNet", "EfficientNet-B0"}
    assert {one.threads for one in plan.peers} == {1, 2, 4}


def test_the_screens_flashes_are_enough_for_the_percentiles(bundle: ModelBundle) -> None:
    modes: tuple[tuple[TimedMode, float], ...] = (("quick", 0.9), ("standard", 0.99), ("full", 0.99))
    for mode, fraction in modes:
        plan = replace(make_plan(mode, bundle, 2), displays=("xvfb", "cage"))
        turns = screen_turns(plan.settings[0], plan)
        assert len(set(turns)) == 2 * plan.screen.starts and {turn.kind for turn in turns} == {"screen"}
        flashes = plan.screen.starts * plan.screen.seconds * 30 / MEAN_PERIOD
        assert flashes > 1.2 * samples_needed(fraction)
        assert mode == "quick" or flashes > 1000


def test_how_long_a_run_takes(bundle: ModelBundle) -> None:
    both: tuple[Display, ...] = ("xvfb", "cage")
    modes: tuple[TimedMode, ...] = ("quick", "standard", "full")
    quick, standard, full = (replace(make_plan(mode, bundle, 2), displays=both) for mode in modes)
    assert quick.seconds < 8 * 60 and quick.final is None and quick.tries == 1
    assert standard.screening.starts * standard.screening.seconds == 60 and standard.final == Lengths(5, 120)
    assert full.final == Lengths(5, 600) and standard.seconds < full.seconds
    assert all(plan.warm_ups >= 100 for plan in (quick, standard, full))
