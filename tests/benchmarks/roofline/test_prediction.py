"""Predictions from the roofline."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.report.document import Mark, Table
from benchmarks.report.markdown import markdown
from benchmarks.report.predicted import prediction_report
from benchmarks.roofline.network import Layer, Network, shipped_network
from benchmarks.roofline.prediction import bound_ms, check, efficiency, layer_bound_ms, predict
from benchmarks.roofline.processors import ORIN_NANO_GPU, RASPBERRY_PI_4, RASPBERRY_PI_5, Processor
from benchmarks.roofline.published_latencies import ON_GPU, ON_PROCESSORS

POSITIVE = st.floats(0.1, 1000)
SIZES = st.integers(0, 10**7)
INT8 = [one for one in ON_PROCESSORS if one.precision == "int8"]


@given(SIZES, SIZES, SIZES, SIZES, POSITIVE, POSITIVE)
def test_a_layer_is_bound_by_the_longer_of_computing_and_moving(
    macs: int, weights: int, inputs: int, outputs: int, gmac_s: float, gb_s: float
) -> None:
    layer = Layer("a", "Conv", macs, weights, inputs, outputs)
    processor = Processor("made up", gmac_s, gmac_s / 4, gb_s, "made up")
    bound = layer_bound_ms(layer, processor, "int8")
    assert bound * 1e6 == pytest.approx(max(macs / gmac_s, (weights + inputs + outputs) / gb_s))
    assert layer_bound_ms(layer, processor, "fp32") == pytest.approx(4 * bound)
    twice = replace(processor, int8_gmac_s=2 * gmac_s, memory_gb_s=2 * gb_s)
    assert layer_bound_ms(layer, twice, "int8") == pytest.approx(bound / 2)


@pytest.mark.parametrize("share", [0.1, 0.37, 1.0])
def test_boards_that_all_reach_the_same_share_are_predicted_without_error(share: float) -> None:
    alike = [replace(one, ms=bound_ms(one.network, one.processor, "int8") / share) for one in INT8]
    assert efficiency(alike) == pytest.approx(share)
    assert all(one.error == pytest.approx(0, abs=1e-9) for one in check(alike))
    found = predict(shipped_network(), RASPBERRY_PI_5, "int8", alike)
    assert found.low_ms == pytest.approx(found.high_ms) and found.ms == pytest.approx(found.bound_ms / share)


def test_the_one_that_is_checked_has_no_part_in_its_prediction() -> None:
    slow = [replace(INT8[0], ms=1000 * INT8[0].ms), *INT8[1:]]
    assert check(slow)[0].predicted_ms == pytest.approx(check(INT8)[0].predicted_ms)


def test_the_interval_is_as_wide_as_the_worst_checks() -> None:
    found = predict(shipped_network(), RASPBERRY_PI_5, "int8", ON_PROCESSORS)
    off = [one.published.ms / one.predicted_ms for one in check(INT8)]
    assert found.ms is not None and min(off) < 1 < max(off)
    assert found.low_ms == pytest.approx(found.ms * min(off)) and found.high_ms == pytest.approx(found.ms * max(off))


def test_no_published_latency_beats_the_roofline() -> None:
    for one in (*ON_PROCESSORS, *ON_GPU):
        assert bound_ms(one.network, one.processor, one.precision) < one.ms


def test_one_latency_gives_a_range_and_no_figure() -> None:
    found = predict(shipped_network(), ORIN_NANO_GPU, "int8", ON_GPU)
    assert found.ms is None and found.low_ms == found.bound_ms < found.high_ms


def test_a_faster_network_is_predicted_faster() -> None:
    half = Network("half", shipped_network().layers[::2])
    whole, less = (predict(network, RASPBERRY_PI_4, "int8", ON_PROCESSORS).ms for network in (shipped_network(), half))
    assert whole is not None and less is not None and less < whole


def test_every_figure_of_a_board_is_called_a_prediction() -> None:
    report = prediction_report(shipped_network())
    boards = next(part for part in report.sections[0].parts if isinstance(part, Table))
    assert all(Mark.PREDICTION in row.marks for row in boards.rows) and len(boards.rows) == 8
    text = markdown(report)
    assert "Nothing here was measured on a board" in text and "at worst" in text
