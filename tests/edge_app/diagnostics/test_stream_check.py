"""What `edge-app watch` counts."""

from __future__ import annotations

import threading

import pytest

from edge_app.capture.formats import FormatRequest, Mode
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.diagnostics.stream_check import watch_live
from edge_app.errors import CaptureError
from tests.support.fake_video import GRABBER, Camera, FakeVideo
from tests.support.fakes import Probe

RATE = 100.0  # Hz


def source_of(camera: Camera) -> V4l2Source:
    return V4l2Source(GRABBER.key, FormatRequest(80, 60, RATE), FakeVideo(camera))


def test_it_counts_gaps_and_says_format_rate_and_age() -> None:
    camera = Camera([Mode("YUYV", 80, 60, RATE)], misses={10, 11, 20})
    said: list[str] = []
    report = watch_live(source_of(camera), 0.6, said.append)
    own = report.counts
    # A busy machine loses more, some of it where only one of the counts looks; that every loss is counted once is
    # shown in made-up time, in test_v4l2 and test_watch.
    assert own is not None and report.tally.missing >= 3
    assert report.tally.gaps >= 1 and report.tally.frames > 1 and report.rate > 0
    assert 0 <= report.ages.p50_ms <= report.ages.p99_ms <= report.ages.max_ms
    text = "\n".join(report.lines())
    for part in (GRABBER.key, "YUYV 80 x 60 at 100 Hz, luminance extracted", "missing", "duplicates", "queue age   p50"):
        assert part in text
    assert said[0].endswith("connecting") and "live" in said[1]
    assert camera.opened == 0


def test_a_loss_and_the_return_are_reported_while_they_happen() -> None:
    camera = Camera([Mode("YUYV", 80, 60, RATE)])
    words: list[str] = []

    def pull_and_plug(line: str) -> None:  # once each is said: a busy machine may take its time
        words.append(line.split()[2].rstrip(":"))
        camera.plugged = words[-1] != "live" or "lost" in words

    report = watch_live(source_of(camera), 2.0, pull_and_plug)
    assert report.tally.losses == 1
    assert words[:3] == ["connecting", "live", "lost"] and words[-1] == "live"


def test_a_source_without_counts_of_its_own_is_watched_too() -> None:
    report = watch_live(Probe(), 0.3, lambda _: None)
    assert report.counts is None and report.tally.missing == 0
    assert "160 x 120" in "\n".join(report.lines())


def test_no_image_at_all_is_an_error_with_the_reason() -> None:
    camera = Camera(plugged=False)
    before = threading.active_count()
    with pytest.raises(CaptureError, match="not plugged in"):
        watch_live(source_of(camera), 0.1, lambda _: None)
    assert threading.active_count() == before
