"""A lost, stale, frozen or changed source is said on the screen, and an old image is never taken for a live one."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any

from edge_app.capture.monitor import StreamState, Timeouts
from edge_app.engine.protocol import Inference
from edge_app.records import GreyImage, ImageFault
from tests.support.fakes import Probe, textured
from tests.support.kiosk import QUICK, Brightness, StartKiosk
from tests.support.kiosk_screen import (
    PATIENCE_MS,
    coloured,
    item,
    photograph,
    said,
    seen,
    wait_for_finding,
)


def test_a_lost_probe_is_said_in_a_banner_and_the_image_darkens(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640))
    kiosk = start(probe)
    wait_for_finding(kiosk, qtbot)
    live = photograph(kiosk).mean()
    probe.unplug()
    qtbot.waitUntil(lambda: seen(kiosk, "probeBanner") and kiosk.live.status.probe is StreamState.LOST, timeout=PATIENCE_MS)
    assert "Reconnecting" in item(kiosk, "probeBanner").property("title")
    assert "plug it in" in item(kiosk, "probeBanner").property("detail")
    assert photograph(kiosk).mean() < 0.6 * live
    probe.plug_in()
    qtbot.waitUntil(lambda: not seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)


def test_a_stale_image_is_said(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe()
    kiosk = start(probe, limits=QUICK)
    wait_for_finding(kiosk, qtbot)
    probe.pause()
    qtbot.waitUntil(lambda: seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)
    probe.go_on()
    qtbot.waitUntil(lambda: not seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)


def test_what_is_not_live_has_neither_finding_nor_heat(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640, mean=190))
    kiosk = start(probe, limits=replace(QUICK, timeouts=replace(QUICK.timeouts, lost_ms=60_000)))
    wait_for_finding(kiosk, qtbot)
    assert coloured(photograph(kiosk)) > 0.05 and said(kiosk, "label") == "Abnormal"
    probe.pause()
    qtbot.waitUntil(lambda: kiosk.live.state is StreamState.STALE, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: said(kiosk, "label") == "No finding", timeout=PATIENCE_MS)
    below_the_banner = int(item(kiosk, "probeBanner").height()) + 40
    assert coloured(photograph(kiosk)[below_the_banner:]) == 0
    probe.go_on()
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Abnormal", timeout=PATIENCE_MS)


def test_a_frozen_scanner_is_said_and_the_image_darkens(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640))
    kiosk = start(probe, limits=replace(QUICK, timeouts=replace(QUICK.timeouts, frozen_ms=200)))
    wait_for_finding(kiosk, qtbot)
    live = photograph(kiosk).mean()
    probe.still = True
    qtbot.waitUntil(lambda: kiosk.live.state is StreamState.SCANNER_FROZEN and seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)
    assert "unchanged" in item(kiosk, "probeBanner").property("title") and said(kiosk, "probeState") == "Frozen"
    assert photograph(kiosk).mean() < 0.6 * live
    probe.still = False
    qtbot.waitUntil(lambda: not seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)


def test_an_image_that_is_none_is_said_and_never_live(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640))
    kiosk = start(probe, limits=QUICK)
    wait_for_finding(kiosk, qtbot)
    said_of: set[str] = set()
    for fault in ImageFault:
        probe.image_fault = fault
        qtbot.waitUntil(lambda fault=fault: kiosk.live.state is StreamState(fault.value), timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)
        assert not kiosk.live.is_trustworthy and said(kiosk, "label") == "No finding"
        assert said(kiosk, "probeState") == ("No signal" if fault is ImageFault.NO_SIGNAL else "Faulty image")
        banner = item(kiosk, "probeBanner")
        said_of |= {str(banner.property("title")), str(banner.property("detail"))}
    assert len(said_of) == 2 * len(ImageFault) and "" not in said_of
    probe.image_fault = None
    qtbot.waitUntil(lambda: not seen(kiosk, "probeBanner") and kiosk.live.is_trustworthy, timeout=PATIENCE_MS)


def test_a_change_of_format_is_said_while_the_image_stays_live(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640))
    kiosk = start(probe, limits=replace(QUICK, timeouts=replace(QUICK.timeouts, stale_ms=1000, format_ms=1500)))
    wait_for_finding(kiosk, qtbot)
    probe.pixels = textured(600, 800)
    qtbot.waitUntil(lambda: seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)
    assert "640 x 480 to 800 x 600" in item(kiosk, "probeBanner").property("detail")
    assert kiosk.live.is_trustworthy
    qtbot.waitUntil(lambda: not seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)


def test_every_state_is_reported_with_the_age_of_the_image_and_recorded(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640))
    # No state passes while the test is not looking, on however busy a machine.
    kiosk = start(probe, limits=replace(QUICK, timeouts=Timeouts(lost_ms=60_000, format_ms=60_000)))
    wait_for_finding(kiosk, qtbot)  # without an image there is no age to tell

    def reported(state: StreamState, word: str, age: str) -> None:
        """The word beside the lamp, and the age in the banner or, of a current image, beside the rate."""
        qtbot.waitUntil(lambda: kiosk.live.state is state and said(kiosk, "probeState") == word, timeout=PATIENCE_MS)
        where = said(kiosk, "rate") if state.current else str(item(kiosk, "probeBanner").property("title"))
        assert re.search(age, where), where

    reported(StreamState.LIVE, "Live", r"\d ms old")
    probe.pause()
    reported(StreamState.STALE, "Delayed", r"0\.\d s old")
    probe.go_on()
    reported(StreamState.LIVE, "Live", r"\d ms old")
    probe.unplug()
    reported(StreamState.LOST, "Disconnected", r"\d\.\d s old")
    probe.pause()
    probe.plug_in()
    reported(StreamState.RECONNECTING, "Reconnecting", r"\d\.\d s old")
    probe.pixels = textured(240, 320)
    probe.go_on()
    reported(StreamState.FORMAT_CHANGED, "New format", r"\d ms old")
    order = [change.state for change in kiosk.worker.transitions]
    named = [
        StreamState.LIVE,
        StreamState.STALE,
        StreamState.LIVE,
        StreamState.LOST,
        StreamState.RECONNECTING,
        StreamState.FORMAT_CHANGED,
    ]
    steps = iter(order)
    assert all(state in steps for state in named), order


def test_a_probe_that_is_back_does_not_make_the_old_image_live(start: StartKiosk, qtbot: Any, brightness: Brightness) -> None:
    """While the analysis of the first new frame takes its time, the screen still has the old image."""
    go_on = threading.Event()
    go_on.set()

    class Slow:
        name = "slow"

        def run(self, image: GreyImage) -> Inference:
            go_on.wait(PATIENCE_MS / 1000)
            return brightness.run(image)

    probe = Probe(pixels=textured(480, 640))
    kiosk = start(probe, engine=Slow(), limits=replace(QUICK, slow_ms=1e6))
    wait_for_finding(kiosk, qtbot)
    probe.unplug()
    qtbot.waitUntil(lambda: kiosk.live.state is StreamState.LOST, timeout=PATIENCE_MS)
    go_on.clear()
    probe.plug_in()
    qtbot.waitUntil(lambda: kiosk.live.status.probe is StreamState.LIVE, timeout=PATIENCE_MS)
    assert kiosk.live.state is StreamState.STALE and said(kiosk, "probeState") == "Delayed" and not kiosk.live.is_trustworthy
    go_on.set()
    qtbot.waitUntil(lambda: kiosk.live.is_trustworthy, timeout=PATIENCE_MS)


def test_a_lost_probe_is_said_even_over_an_image_the_user_froze(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640))
    kiosk = start(probe)
    wait_for_finding(kiosk, qtbot)
    kiosk.live.toggleFreeze()
    label = said(kiosk, "label")
    probe.unplug()
    qtbot.waitUntil(lambda: seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)
    assert "old" not in item(kiosk, "probeBanner").property("title")
    assert said(kiosk, "label") == label and kiosk.live.is_trustworthy
