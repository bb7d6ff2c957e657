"""The kiosk as a hand and an eye meet it: real window, real threads, a probe and an engine that do what they are reported."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.monitor import StreamState, Timeouts
from edge_app.capture.simulated import SimulatedProbe
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.records import Finding, Frame, GreyImage, Label, Roi
from edge_app.scanner_screen import central_region
from edge_app.ui.kiosk import Kiosk
from edge_app.worker import Limits
from tests.support.fakes import Probe, textured
from tests.support.kiosk import QUICK, Brightness, StartKiosk

PATIENCE_MS = 120_000


def dark_and_bright() -> GreyImage:
    """480 x 640: dark on the left, bright on the right."""
    pixels = textured(480, 640, mean=60)
    pixels[:, 320:] = textured(480, 320, mean=190)
    return pixels


def item(kiosk: Kiosk, name: str) -> QQuickItem:
    """The visible tree is searched: what a Repeater makes has no parent in the tree of objects."""
    waiting: list[QQuickItem] = [kiosk.view.rootObject()]
    while waiting:
        thing = waiting.pop()
        if thing.objectName() == name:
            return thing
        waiting.extend(thing.childItems())
    raise AssertionError(f"{name} is not on the screen")


def said(kiosk: Kiosk, name: str) -> str:
    return str(item(kiosk, name).property("text"))


def seen(kiosk: Kiosk, name: str) -> bool:
    return bool(item(kiosk, name).isVisible())


def middle(kiosk: Kiosk, name: str) -> QPoint:
    thing = item(kiosk, name)
    return thing.mapToScene(QPointF(thing.width() / 2, thing.height() / 2)).toPoint()


def shown(kiosk: Kiosk) -> Finding:
    assert isinstance(kiosk.live.displayed, Finding)
    return kiosk.live.displayed


def wait_for_finding(kiosk: Kiosk, qtbot: Any) -> None:
    qtbot.waitUntil(
        lambda: isinstance(kiosk.live.displayed, Finding) and kiosk.live.readout.label is not None, timeout=PATIENCE_MS
    )


def photograph(kiosk: Kiosk) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The image's part of the screen, (h, w, 3) BGR."""
    image = item(kiosk, "image")
    grab = kiosk.view.grabWindow()
    whole = np.asarray(grab.constBits()).reshape(grab.height(), grab.bytesPerLine() // 4, 4)
    corner = image.mapToScene(QPointF(0, 0)).toPoint()
    across, down = slice(corner.x(), corner.x() + int(image.width())), slice(corner.y(), corner.y() + int(image.height()))
    pixels: np.ndarray[Any, np.dtype[np.uint8]] = whole[down, across, :3].copy()
    return pixels


def coloured(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> float:
    """Share of pixels that are not grey."""
    return float((np.ptp(pixels.astype(int), axis=2) > 12).mean())


def test_a_finding_appears_with_its_figures(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640, mean=190)))
    wait_for_finding(kiosk, qtbot)
    assert said(kiosk, "label") == "Abnormal"
    finding = shown(kiosk)
    assert finding.probability is not None
    qtbot.waitUntil(lambda: said(kiosk, "probability") == f"{100 * finding.probability:.0f}", timeout=PATIENCE_MS)
    assert said(kiosk, "echo") == f"{finding.echo_intensity:.0f}"
    assert "last second" in said(kiosk, "spread")
    assert said(kiosk, "probeState") == "Live"
    assert seen(kiosk, "notice") and not seen(kiosk, "probeBanner") and not seen(kiosk, "aiBanner")


def test_the_real_engine_on_the_simulated_probe(start: StartKiosk, qtbot: Any, engine: OrtEngine) -> None:
    kiosk = start(SimulatedProbe(), engine=engine)
    qtbot.waitUntil(lambda: kiosk.live.shown >= 5, timeout=PATIENCE_MS)
    assert kiosk.live.property("bundleId") == shown(kiosk).bundle_id
    assert shown(kiosk).frame.mm_per_pixel == pytest.approx(kiosk.live.property("mmPerPixel"))


def test_an_unknown_device_is_said_to_be_unknown(start: StartKiosk, qtbot: Any, tmp_path: Path) -> None:
    kiosk = start(Probe(), profiles=DeviceProfiles(tmp_path))
    qtbot.waitUntil(lambda: said(kiosk, "device") == "Unknown device: test probe", timeout=PATIENCE_MS)


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


def test_the_frozen_region_cannot_be_moved(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=dark_and_bright()), roi=Roi(40, 150, 200, 200))
    wait_for_finding(kiosk, qtbot)
    QTest.keyClick(kiosk.view, Qt.Key.Key_F)
    drag(kiosk, middle(kiosk, "region"), QPoint(200, 0))
    QTest.keyClick(kiosk.view, Qt.Key.Key_F)
    assert kiosk.worker.roi == Roi(40, 150, 200, 200)


def drag(kiosk: Kiosk, start: QPoint, by: QPoint) -> None:
    QTest.mousePress(kiosk.view, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(kiosk.view, start + by * step / 5)
    QTest.mouseRelease(kiosk.view, Qt.MouseButton.LeftButton, pos=start + by)


@pytest.mark.parametrize("pointer", ["mouse", "finger"])
def test_dragging_the_region_changes_what_is_analysed(start: StartKiosk, qtbot: Any, pointer: str) -> None:
    kiosk = start(Probe(pixels=dark_and_bright()), roi=Roi(40, 150, 200, 200))
    wait_for_finding(kiosk, qtbot)
    assert said(kiosk, "label") == "Normal"
    zoom = item(kiosk, "image").width() / 640
    here, by = middle(kiosk, "region"), QPoint(round(340 * zoom), 0)
    if pointer == "mouse":
        drag(kiosk, here, by)
    else:
        panel = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
        QTest.touchEvent(kiosk.view, panel).press(0, here, kiosk.view).commit()
        for step in range(1, 6):
            QTest.touchEvent(kiosk.view, panel).move(0, here + by * step / 5, kiosk.view).commit()
        QTest.touchEvent(kiosk.view, panel).release(0, here + by, kiosk.view).commit()
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Abnormal", timeout=PATIENCE_MS)
    roi = shown(kiosk).roi
    assert (roi.w, roi.h) == (200, 200)
    assert roi.x == pytest.approx(380, abs=3) and roi.y == 150


@pytest.mark.parametrize(("horizontal", "vertical", "by"), [(1, 1, (60, 40)), (-1, -1, (-20, -40)), (1, -1, (60, 30))])
def test_dragging_a_corner_resizes_the_region(
    start: StartKiosk, qtbot: Any, horizontal: int, vertical: int, by: tuple[int, int]
) -> None:
    before = Roi(200, 150, 200, 150)
    kiosk = start(Probe(pixels=dark_and_bright()), roi=before)
    wait_for_finding(kiosk, qtbot)
    zoom = item(kiosk, "image").width() / 640
    drag(kiosk, middle(kiosk, f"corner{horizontal}{vertical}"), QPoint(*by))
    qtbot.waitUntil(lambda: shown(kiosk).roi != before, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: shown(kiosk).roi == kiosk.worker.roi, timeout=PATIENCE_MS)
    roi = shown(kiosk).roi
    assert roi.w == pytest.approx(before.w + horizontal * by[0] / zoom, abs=3)
    assert roi.h == pytest.approx(before.h + vertical * by[1] / zoom, abs=3)


def test_every_corner_takes_a_touch_of_12_mm_inside_the_window(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=dark_and_bright()), roi=Roi(0, 0, 640, 480))
    wait_for_finding(kiosk, qtbot)
    millimetre = np.hypot(800, 480) / (7 * 25.4)  # px on a 7-inch panel
    for name in ("corner-1-1", "corner1-1", "corner-11", "corner11"):
        area = item(kiosk, name).mapRectToScene(item(kiosk, name).boundingRect())
        assert min(area.width(), area.height()) >= 12 * millimetre
        assert area.left() >= 0 and area.top() >= 0 and area.right() <= 800 and area.bottom() <= 480
    for name in ("freeze", "opacity"):
        assert item(kiosk, name).height() >= 12 * millimetre


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


def test_heat_lies_inside_the_region_alone(start: StartKiosk, qtbot: Any) -> None:
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
    qtbot.waitUntil(lambda: kiosk.live.state is StreamState.FROZEN and seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)
    assert "unchanged" in item(kiosk, "probeBanner").property("title") and said(kiosk, "probeState") == "Frozen"
    assert photograph(kiosk).mean() < 0.6 * live
    probe.still = False
    qtbot.waitUntil(lambda: not seen(kiosk, "probeBanner"), timeout=PATIENCE_MS)


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
    assert kiosk.live.state is StreamState.STALE and seen(kiosk, "probeBanner") and not kiosk.live.is_trustworthy
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
    with Kiosk(probe, bundle, brightness, size=(800, 480), limits=Limits(stop_s=60)) as kiosk:
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
