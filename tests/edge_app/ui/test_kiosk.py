"""The kiosk as a hand and an eye meet it: real window, real threads, a probe and an engine that do what they are told."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.exams.export.report_texts import wording
from edge_app.guard.live_guard import LiveGuard
from edge_app.guard.reasons import reason
from edge_app.records import Frame, Guard, Label, Roi
from edge_app.scanner_screen import central_region
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.translator import LANGUAGES
from edge_app.worker import TimeLimits
from tests.support.fakes import Probe, textured
from tests.support.kiosk import Brightness, StartKiosk
from tests.support.kiosk_screen import (
    PATIENCE_MS,
    coloured,
    item,
    middle,
    photograph,
    said,
    seen,
    shown,
    wait_for_finding,
)


def test_a_finding_appears_with_its_figures(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640, mean=190)))
    wait_for_finding(kiosk, qtbot)
    assert said(kiosk, "label") == "Abnormal"
    finding = shown(kiosk)
    assert finding.probability is not None
    qtbot.waitUntil(lambda: said(kiosk, "probability") == f"{100 * finding.probability:.0f}", timeout=PATIENCE_MS)
    assert said(kiosk, "echo") == f"{finding.echo_intensity:.0f}"
    assert "1 s" in said(kiosk, "spread")
    assert said(kiosk, "probeState") == "Live"
    assert seen(kiosk, "notice") and not seen(kiosk, "probeBanner") and not seen(kiosk, "aiBanner")


def test_the_real_engine_on_the_simulated_probe(start: StartKiosk, qtbot: Any, engine: OrtEngine) -> None:
    kiosk = start(SimulatedProbe(), engine=engine)
    qtbot.waitUntil(lambda: kiosk.live.shown >= 5, timeout=PATIENCE_MS)
    assert kiosk.live.property("bundleId") == shown(kiosk).bundle_id
    assert shown(kiosk).frame.mm_per_pixel == pytest.approx(kiosk.live.property("mmPerPixel"))


def test_an_unknown_device_is_said_to_be_unknown(start: StartKiosk, qtbot: Any, tmp_path: Path) -> None:
    kiosk = start(Probe(), profiles=DeviceProfiles(tmp_path))
    qtbot.waitUntil(lambda: said(kiosk, "device") == "Unknown: test probe", timeout=PATIENCE_MS)


def test_a_known_device_brings_its_field_and_scale(start: StartKiosk, qtbot: Any, tmp_path: Path) -> None:
    profiles = DeviceProfiles(tmp_path)
    profiles.keep(DeviceProfile("test probe", field=((40, 20), (140, 20), (140, 100), (40, 100)), mm_per_pixel=0.25))
    kiosk = start(Probe(), profiles=profiles)
    qtbot.waitUntil(lambda: kiosk.live.property("mmPerPixel") == 0.25, timeout=PATIENCE_MS)
    assert said(kiosk, "device") == "test probe"
    assert kiosk.worker.roi == central_region(Roi(40, 20, 100, 80))


@pytest.mark.parametrize("mirrored", [True, False, None])
def test_a_known_orientation_is_marked_on_its_side(start: StartKiosk, qtbot: Any, tmp_path: Path, mirrored: bool | None) -> None:
    profiles = DeviceProfiles(tmp_path)
    profiles.keep(DeviceProfile("test probe", preset="MSK superficial", mirrored=mirrored))
    kiosk = start(Probe(pixels=textured(480, 640)), profiles=profiles)
    wait_for_finding(kiosk, qtbot)
    assert said(kiosk, "device") == "test probe · MSK superficial"
    assert shown(kiosk).frame.mirrored is mirrored
    assert seen(kiosk, "orientationMark") is (mirrored is not None)
    image, mark = item(kiosk, "image"), item(kiosk, "orientationMark")
    if mirrored is not None:
        middle_of_mark = mark.x() + mark.width() / 2
        assert (middle_of_mark > image.width() / 2) is mirrored
        assert mark.x() >= 0 and mark.x() + mark.width() <= image.width()


def test_freeze_keeps_the_image_with_its_own_heat_and_figures(start: StartKiosk, qtbot: Any) -> None:
    probe = Probe(pixels=textured(480, 640, mean=190))
    kiosk = start(probe)
    wait_for_finding(kiosk, qtbot)
    QTest.mouseClick(kiosk.view, Qt.MouseButton.LeftButton, pos=middle(kiosk, "freeze"))
    assert kiosk.live.frozen
    qtbot.waitUntil(lambda: not kiosk.live.is_reviewing, timeout=PATIENCE_MS)
    kept, before = shown(kiosk), photograph(kiosk)
    probe.pixels = textured(480, 640, mean=60)
    qtbot.wait(300)
    assert shown(kiosk) is kept
    assert np.array_equal(photograph(kiosk), before)
    assert said(kiosk, "label") == "Abnormal" and seen(kiosk, "frozenBanner")
    QTest.keyClick(kiosk.view, Qt.Key.Key_Space)
    assert not kiosk.live.frozen
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Normal", timeout=PATIENCE_MS)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_F])
def test_freeze_by_key(start: StartKiosk, qtbot: Any, key: Qt.Key) -> None:
    kiosk = start(Probe())
    QTest.keyClick(kiosk.view, key)
    assert not kiosk.live.frozen  # there is nothing to keep yet
    wait_for_finding(kiosk, qtbot)
    QTest.keyClick(kiosk.view, key)
    assert kiosk.live.frozen
    QTest.keyClick(kiosk.view, key)
    assert not kiosk.live.frozen


def test_the_depth_scale_counts_millimetres(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640), mm_per_pixel=0.1))
    wait_for_finding(kiosk, qtbot)
    zoom = item(kiosk, "image").width() / 640
    assert item(kiosk, "tick4").y() - item(kiosk, "tick2").y() == pytest.approx(10 / 0.1 * zoom, abs=1.5)


def test_without_a_known_scale_there_is_none(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640)))
    wait_for_finding(kiosk, qtbot)
    with pytest.raises(AssertionError):
        item(kiosk, "tick0")


def test_heat_lies_only_inside_the_region(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640, mean=190)), roi=Roi(320, 240, 200, 120))
    wait_for_finding(kiosk, qtbot)
    image = photograph(kiosk)
    zoom = image.shape[1] / 640
    left, top, right, bottom = (round(v * zoom) for v in (320, 240, 520, 360))
    assert coloured(image[top + 2 : bottom - 2, left + 2 : right - 2]) > 0.8
    image[top:bottom, left:right] = 0
    legend = item(kiosk, "heatScale").mapRectToItem(item(kiosk, "image"), item(kiosk, "heatScale").boundingRect()).toAlignedRect()
    image[legend.top() : legend.bottom() + 1, max(legend.left(), 0) : legend.right() + 1] = 0
    assert coloured(image) == 0


def test_without_ai_the_image_goes_on(start: StartKiosk, qtbot: Any, brightness: Brightness) -> None:
    kiosk = start(Probe(pixels=textured(480, 640)))
    wait_for_finding(kiosk, qtbot)
    brightness.ill = True
    qtbot.waitUntil(lambda: seen(kiosk, "aiBanner"), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: isinstance(kiosk.live.displayed, Frame), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: said(kiosk, "label") == "No finding", timeout=PATIENCE_MS)
    below_the_banner = int(item(kiosk, "aiBanner").height()) + 40
    assert coloured(photograph(kiosk)[below_the_banner:]) == 0
    count = kiosk.live.shown
    qtbot.waitUntil(lambda: kiosk.live.shown > count + 5, timeout=PATIENCE_MS)
    brightness.ill = False
    wait_for_finding(kiosk, qtbot)
    qtbot.waitUntil(lambda: not seen(kiosk, "aiBanner"), timeout=PATIENCE_MS)


def test_no_contact_is_not_judged_and_says_why(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=np.zeros((480, 640), np.uint8)))
    wait_for_finding(kiosk, qtbot)
    assert kiosk.live.readout.label is Label.NOT_JUDGED
    assert said(kiosk, "label") == "Not judged" and "No contact" in said(kiosk, "reason")
    assert not seen(kiosk, "probability") and not seen(kiosk, "spread")


def test_closing_stops_all_threads(start: StartKiosk, qtbot: Any, bundle: ModelBundle, brightness: Brightness) -> None:
    before, probe = threading.active_count(), Probe()
    with Kiosk(probe, bundle, brightness, size=(800, 480), limits=TimeLimits(stop_s=60)) as kiosk:
        kiosk.view.show()
        wait_for_finding(kiosk, qtbot)
        assert {"capture", "inference"} <= {thread.name for thread in threading.enumerate()}
    assert threading.active_count() == before
    assert probe.opened == probe.closed == 1


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800), (640, 400)])
def test_nothing_in_the_panel_is_cut_off(start: StartKiosk, qtbot: Any, size: tuple[int, int]) -> None:
    kiosk = start(Probe(pixels=textured(480, 640, mean=190)), size=size)
    wait_for_finding(kiosk, qtbot)
    panel = item(kiosk, "panel")
    inside = panel.mapRectToScene(panel.boundingRect())
    names = ("probeState", "label", "probability", "spread", "echo", "opacity", "freeze")
    boxes = [item(kiosk, name).mapRectToScene(item(kiosk, name).boundingRect()) for name in names]
    for name, box in zip(names, boxes, strict=True):
        assert inside.contains(box), f"{name} {box} outside {inside}"
    for upper, lower in pairwise(boxes[4:]):
        assert upper.bottom() <= lower.top()


def test_a_frozen_image_is_judged_by_itself_and_not_by_its_stream(
    start: StartKiosk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveGuard, "assess", lambda *_: Guard.NOT_MUSCLE)  # the probe has come back to muscle a moment ago
    kiosk = start(Probe(pixels=textured(480, 640, mean=190)))
    wait_for_finding(kiosk, qtbot)
    assert said(kiosk, "label") == "Not judged" and said(kiosk, "reason") == reason(Guard.NOT_MUSCLE)
    frozen = shown(kiosk).frame
    kiosk.live.toggleFreeze()
    qtbot.waitUntil(lambda: not kiosk.live.is_reviewing, timeout=PATIENCE_MS)
    assert shown(kiosk).guard is Guard.FIT and kiosk.live.readout.label is Label.ABNORMAL
    assert shown(kiosk).frame.sequence >= frozen.sequence
    kiosk.live.toggleFreeze()
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Not judged", timeout=PATIENCE_MS)


def test_that_the_scanner_is_frozen_stays_with_a_frozen_image(
    start: StartKiosk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveGuard, "assess", lambda *_: Guard.SCANNER_FROZEN)
    kiosk = start(Probe(pixels=textured(480, 640)))
    wait_for_finding(kiosk, qtbot)
    kiosk.live.toggleFreeze()
    qtbot.waitUntil(lambda: not kiosk.live.is_reviewing, timeout=PATIENCE_MS)
    assert shown(kiosk).guard is Guard.SCANNER_FROZEN and said(kiosk, "reason") == reason(Guard.SCANNER_FROZEN)


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
def test_every_reason_fits_beside_the_image_in_every_language(start: StartKiosk, qtbot: Any, size: tuple[int, int]) -> None:
    kiosk = start(Probe(pixels=np.zeros((480, 640), np.uint8)), size=size)
    wait_for_finding(kiosk, qtbot)
    text, echo, heat = (item(kiosk, name) for name in ("reason", "echo", "opacity"))
    panel = item(kiosk, "panel").mapRectToScene(item(kiosk, "panel").boundingRect())
    for guard in [guard for guard in Guard if guard is not Guard.FIT]:
        for language in LANGUAGES:
            text.setProperty("text", wording(language).why_not_judged(guard))
            kiosk.view.grabWindow()  # lays everything out
            box, below = (thing.mapRectToScene(thing.boundingRect()) for thing in (text, echo))
            assert panel.contains(box) and panel.contains(below) and box.bottom() <= below.top() + 1
            assert not text.property("truncated")
            assert not below.intersects(heat.mapRectToScene(heat.boundingRect())), (language, guard)


def test_the_screen_says_that_the_cpu_runs_in_place_of_the_gpu(start: StartKiosk) -> None:
    kiosk = start(Probe(), gpu_failed=True)
    line = item(kiosk, "engine")
    assert line.isVisible() and line.property("text") == "CPU (the GPU runtime did not start)"
    assert not item(start(Probe()), "engine").isVisible()
