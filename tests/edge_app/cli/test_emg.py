"""`edge-app emg analyse`: lines of JSON, images, and errors in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from tests.support.emg_recordings import drawn_page, made_trace, with_hiss, write_edf, write_text, write_wav

TRACE = with_hiss(made_trace(12_000, 3.0, noise=1.0))
EVENT_FIELDS = {
    "kind", "event", "seconds", "initial_polarity", "duration_ms", "initial_ms", "peak_to_peak_ms", "phases", "positive_share",
    "times_noise", "peak_to_peak_microvolt", "rate_hz", "interval_variation", "alike", "not_judged", "reason",
}  # fmt: skip


def invoke(*words: object) -> Result:
    return CliRunner().invoke(main, ["emg", "analyse", *map(str, words)], catch_exceptions=False)


def lines(result: Result) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    assert (result.exit_code, result.stderr) == (0, "")
    first, *others = (json.loads(line) for line in result.stdout.splitlines())
    return first, others


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "a.wav", np.round(TRACE.samples * 10).astype(np.int64), 12_000)


def test_a_recording_and_then_its_events(tmp_path: Path) -> None:
    recording, events = lines(invoke(write_edf(tmp_path / "a.edf", TRACE)))
    assert recording["kind"] == "recording" and recording["rate_hz"] == 12_000 and recording["channel"] == "EMG APB"
    assert recording["events"] == recording["fit_events"] == len(events) > 20
    assert all(set(event) == EVENT_FIELDS and event["kind"] == "event" for event in events)
    assert [event["event"] for event in events] == list(range(1, len(events) + 1))
    assert all(event["peak_to_peak_microvolt"] > 100 for event in events)


def test_a_wav_has_no_amplitudes_until_somebody_states_them(wav: Path) -> None:
    recording, events = lines(invoke(wav))
    assert recording["microvolt_per_count"] is None
    assert {event["peak_to_peak_microvolt"] for event in events} == {None}
    recording, calibrated = lines(invoke(wav, "--microvolt-per-count", 0.1))
    assert recording["microvolt_per_count"] == 0.1
    assert len(calibrated) == len(events) and min(event["peak_to_peak_microvolt"] for event in calibrated) > 150


@pytest.mark.parametrize(("words", "gain"), [((), "by the event"), (("--microvolt-per-count", 0.1), "fixed")])
def test_images_are_written_and_say_how_they_are_drawn(wav: Path, tmp_path: Path, words: tuple[object, ...], gain: str) -> None:
    _, events = lines(invoke(wav, "--images", tmp_path / "new" / "images", *words))
    assert len({event["image"] for event in events}) == len(events)
    for event in events:
        image = cv2.imread(event["image"], cv2.IMREAD_UNCHANGED)
        assert image is not None and image.shape == (224, 224) and image.dtype == np.uint8 and image.any()
        assert event["image_gain"] == gain


def test_a_page_is_read_through_the_image_readers(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "page.png"), drawn_page([made_trace(5000, 2.0).samples[:3000]]))
    recording, events = lines(invoke(tmp_path / "page.png", "--milliseconds", 600, "--microvolt-per-pixel", 3.33))
    assert recording["channel"] == "strip 1" and len(events) >= 1


def test_what_is_not_judged_says_why_and_what_to_do(tmp_path: Path) -> None:
    silent = write_text(tmp_path / "a.txt", with_hiss(made_trace(6000, 2.0, 0.1, fibrillations_hz=0, sharp_waves_hz=0)))
    recording, events = lines(invoke(silent))
    assert recording["not_judged"] == "silent" and recording["reason"].startswith("Nothing rises out of the noise.")
    assert events == [] and recording["events"] == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["gone.wav"], 1, "cannot be read"),
        (["a.wav", "--channel", "4"], 1, "has no channel '4'"),
        (["a.wav", "--rate", "0"], 2, "give a number above 0"),
        (["a.wav", "--rate", "fast"], 2, "not a valid float"),
        (["a.wav", "--microvolt-per-count", "1", "--full-scale-microvolt", "1"], 2, "give one of them"),
        (["page.png"], 1, "state it with --milliseconds"),
        (["broken.png"], 1, "broken.png"),
        (["empty"], 1, "the file is empty"),
    ],
)
def test_errors_are_one_sentence(
    wav: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    cv2.imwrite("page.png", drawn_page([TRACE.samples[:500]]))
    Path("broken.png").write_bytes(Path("page.png").read_bytes()[:300])
    Path("empty").touch()
    result = invoke(*words)
    assert (result.exit_code, result.stdout) == (code, "") and said in result.stderr
    assert "Traceback" not in result.stderr
