"""The exam without a screen."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import CaptureError, ConfigError
from edge_app.guard.reasons import reason
from edge_app.headless.contact_sheet import captioned, contact_sheet
from edge_app.headless.exam import IMAGES_PER_POSITION, PositionResult, ProbePosition, run_headless_exam, summary_line
from edge_app.headless.sampling import sample_evenly
from edge_app.records import Finding, Frame, GreyImage, Guard, Label, Roi
from tests.support.exam_factories import found, indeterminate, unvalidated


class Images:
    """A FrameSource over images in memory, 30 a second: a recording, or as if they were live."""

    def __init__(self, images: Iterable[GreyImage], live: bool = False) -> None:
        self._live = live
        self.identity, self.frames_per_second = "images", 30.0
        self._images = iter(images)
        self._sequence = -1
        self.opened = self.closed = False

    def __enter__(self) -> Images:
        self.opened = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.closed = True

    def read(self) -> Frame | None:
        self._sequence += 1
        pixels = next(self._images, None)
        if pixels is None:
            return None
        captured_ns = round((1 + self._sequence / 30) * 1e9)
        return Frame(pixels, self._sequence, captured_ns, None, self.identity, recorded=not self._live)


def speckle(seed: int) -> GreyImage:
    grey = cv2.GaussianBlur(np.random.default_rng(seed).rayleigh(70, (120, 160)), (5, 5), 0)
    return np.clip(grey, 0, 255).astype(np.uint8)


def black() -> GreyImage:
    return np.zeros((120, 160), np.uint8)


def test_a_muscle_that_the_bundle_was_not_made_for_has_images_and_no_finding(
    bundle: ModelBundle, engine: OrtEngine, tmp_path: Path
) -> None:
    positions = [
        ProbePosition(f"{muscle}, left", Images(speckle(seed) for seed in range(4)), muscle, images)
        for muscle, images in (("biceps brachii", 2), ("rectus femoris", 1))
    ]
    said: list[str] = []
    results = run_headless_exam(positions, bundle, engine, tmp_path / "exam", frames=None, report=said.append)
    assert [len(result.selected) for result in results] == [2, 1]
    (finding,) = results[1].selected
    assert finding.label is Label.OTHER_MUSCLE and finding.probability is None and not finding.heat.any()
    assert "no finding: the model was not made for this muscle" in said[-1] and "no finding" not in said[-2]
    assert "1 without a finding: the model was not made for their muscle" in summary_line(results)
    lines = [json.loads(line) for line in (tmp_path / "exam" / "findings.jsonl").read_text().splitlines()]
    assert [line["score"] is None for line in lines] == [False, False, True]
    assert lines[2]["label"] == "not made for this muscle"


def test_the_folder_holds_what_it_promises(bundle: ModelBundle, engine: OrtEngine, tmp_path: Path) -> None:
    sources = [Images(speckle(seed) for seed in range(12)) for _ in range(2)]
    positions = [ProbePosition("biceps brachii, left", sources[0]), ProbePosition("Übung/../2\n", sources[1])]
    said: list[str] = []
    results = run_headless_exam(positions, bundle, engine, tmp_path / "exam", frames=8, report=said.append)

    assert [r.frames for r in results] == [8, 8]
    assert all(source.opened and source.closed for source in sources)
    lines = [json.loads(line) for line in (tmp_path / "exam" / "findings.jsonl").read_text().splitlines()]
    assert [line["frame"] for line in lines] == [0, 2, 4, 6] * 2
    assert len({line["overlay"] for line in lines}) == 2 * IMAGES_PER_POSITION
    for line in lines:
        assert line["notice"] == bundle.manifest.intended_use
        with Image.open(tmp_path / "exam" / line["overlay"]) as image:
            assert image.height > 120
    with Image.open(tmp_path / "exam" / "exam.png") as sheet:
        assert sheet.width > 4 * 400
    expected = {line["overlay"] for line in lines} | {"findings.jsonl", "exam.png"}
    assert {file.name for file in (tmp_path / "exam").iterdir()} == expected
    assert len(said) == 3
    assert said[1].startswith("biceps brachii, left")
    with pytest.raises(ConfigError, match=r"findings.jsonl is of an earlier exam; choose another folder with --out"):
        run_headless_exam(positions, bundle, engine, tmp_path / "exam", frames=8, report=said.append)
    assert len(said) == 3 and {file.name for file in (tmp_path / "exam").iterdir()} == expected


def test_images_without_contact_are_not_kept_where_there_are_others(
    bundle: ModelBundle, engine: OrtEngine, tmp_path: Path
) -> None:
    images = [speckle(n) if n in (3, 7) else black() for n in range(10)]
    (result,) = run_headless_exam([ProbePosition("v", Images(images))], bundle, engine, tmp_path, None, report=lambda _: None)
    assert [finding.frame.sequence for finding in result.selected] == [3, 7]
    assert result.frames == 10


def test_a_live_view_is_judged_again_when_nothing_was_wrong_for_a_while(
    bundle: ModelBundle, engine: OrtEngine, tmp_path: Path
) -> None:
    images = [speckle(n) if n > 5 else black() for n in range(22)]
    (result,) = run_headless_exam(
        [ProbePosition("v", Images(images, live=True))], bundle, engine, tmp_path, None, report=lambda _: None
    )
    assert result.frames == 22
    assert [finding.frame.sequence for finding in result.selected] == [17, 18, 19, 20]
    assert all(finding.guard is Guard.FIT for finding in result.selected)


def test_the_contact_sheet_and_the_lines_say_why_nothing_was_judged(
    bundle: ModelBundle, engine: OrtEngine, tmp_path: Path
) -> None:
    run_headless_exam([ProbePosition("v", Images([black()]))], bundle, engine, tmp_path, None, report=lambda _: None)
    (line,) = map(json.loads, (tmp_path / "findings.jsonl").read_text().splitlines())
    assert line["guard"] == "no contact" and line["not_judged_because"] == reason(Guard.NO_CONTACT)
    finding = found(4)
    assert finding.label is Label.NOT_JUDGED
    without = dataclasses.replace(finding, guard=Guard.FIT)  # as older exams have it
    assert contact_sheet([("v", [finding])], "t", "n").height > contact_sheet([("v", [without])], "t", "n").height
    assert captioned(finding, "t", "n").height > captioned(without, "t", "n").height


def test_a_view_without_contact_is_kept_as_not_judged(bundle: ModelBundle, engine: OrtEngine, tmp_path: Path) -> None:
    said: list[str] = []
    (result,) = run_headless_exam([ProbePosition("v", Images([black()] * 5))], bundle, engine, tmp_path, None, report=said.append)
    assert [finding.label for finding in result.selected] == [Label.NOT_JUDGED]
    assert result.abnormal == 0
    assert " - " in said[1]


@pytest.mark.parametrize(
    ("selected", "shown"),
    [
        ([unvalidated(), unvalidated(1)], ["-", "-", "-", "-", "not", "validated", "on", "this", "device,"]),
        ([unvalidated(), found(4)], ["-", "-", "-", "-", "not", "validated", "on", "this", "device,"]),
        ([found(4), found(9)], ["-", "-", "-", "-", "not", "judged:"]),
        ([indeterminate(found(0)), found(4)], ["0", "1", "0.50", "0.50-0.50"]),
        ([unvalidated(), indeterminate(found(0))], ["0", "1", "0.50", "0.50-0.50"]),  # set otherwise in the middle
    ],
)
def test_abnormal_images_are_counted_only_where_an_image_has_a_label(selected: list[Finding], shown: list[str]) -> None:
    result = PositionResult("a title of six words is cut", 8, selected)
    cells = result.row().removeprefix(f"{result.title:32}").split()
    assert cells[:2] == ["8", "2"]
    echo = cells.pop(6)
    assert cells[2 : 2 + len(shown)] == shown and float(echo) > 0


class Torn(Images):
    """Lost after its last image."""

    def read(self) -> Frame | None:
        frame = super().read()
        if frame is None:
            raise CaptureError("the probe was unplugged; check the cable at both ends")
        return frame


def test_a_probe_that_is_lost_in_the_middle_costs_only_what_would_have_come(
    bundle: ModelBundle, engine: OrtEngine, tmp_path: Path
) -> None:
    positions = [ProbePosition("torn", Torn([speckle(0), speckle(1)])), ProbePosition("whole", Images([speckle(2)]))]
    said: list[str] = []
    results = run_headless_exam(positions, bundle, engine, tmp_path, 8, report=said.append)
    assert [result.frames for result in results] == [2, 1]
    assert "the probe was unplugged; check the cable at both ends; the 2 frames before that are used" in said
    assert len((tmp_path / "findings.jsonl").read_text().splitlines()) == 3
    nothing: list[str] = []
    with pytest.raises(CaptureError, match="was unplugged"):
        run_headless_exam([ProbePosition("none", Torn([]))], bundle, engine, tmp_path / "none", 8, report=nothing.append)
    outside = Roi(100, 100, 100, 100)
    with pytest.raises(CaptureError, match="is not inside the image"):
        run_headless_exam(
            [ProbePosition("v", Images([speckle(0)]))], bundle, engine, tmp_path / "none", 8, outside, report=nothing.append
        )
    assert nothing == []  # no head of a table without a row


def test_a_source_without_an_image_is_an_error(bundle: ModelBundle, engine: OrtEngine, tmp_path: Path) -> None:
    source = Images([])
    with pytest.raises(CaptureError, match="v: the source gave no frame"):
        run_headless_exam([ProbePosition("v", source)], bundle, engine, tmp_path, None, report=lambda _: None)
    assert source.closed


@given(length=st.integers(0, 300), count=st.integers(1, 12))
def test_spread_is_even_ordered_and_as_many_as_asked(length: int, count: int) -> None:
    chosen = sample_evenly(iter(range(length)), count)
    assert len(chosen) == min(length, count)
    assert chosen == sorted(set(chosen))
    if length >= count:
        gaps = np.diff([*chosen, length])
        assert gaps.max() <= 4 * max(length / count, 1)
