"""`edge-app emg analyse`: lines of JSON, images, and errors in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.emg.logistic import model_text
from tests.support.emg_recordings import drawn_page, made_trace, with_hiss, write_edf, write_text, write_wav
from tests.support.logistic_models import MODEL

TRACE = with_hiss(made_trace(12_000, 3.0, noise=1.0))
EVENT_FIELDS = {
    "kind", "event", "seconds", "initial_polarity", "duration_ms", "initial_ms", "peak_to_peak_ms", "phases", "positive_share",
    "times_noise", "peak_to_peak_microvolt", "rate_hz", "interval_variation", "alike", "not_judged", "reason",
}  # fmt: skip


def invoke(*words: object) -> Result:
    return CliRunner().invoke(main, ["emg", "analyse", *map(str, words)], catch_exceptions=False)


def invoke_grade(*words: object) -> Result:
    result = CliRunner().invoke(main, ["emg", "grade", *map(str, words)], catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")
    return result


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


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "logistic.json"
    path.write_bytes(model_text(MODEL))
    return path


def test_the_logistic_models_classes_are_named_as_its_own(tmp_path: Path, baseline: Path) -> None:
    edf = write_edf(tmp_path / "a.edf", TRACE)
    bare_recording, bare = lines(invoke(edf))
    recording, events = lines(invoke(edf, "--baseline", baseline))
    said = recording.pop("logistic_model")
    assert said["simulated"] is True and said["subjects"] == 60 and "says nothing about real ones" in said["notice"]
    answers = [event.pop("logistic_model") for event in events]
    assert (recording, events) == (bare_recording, bare)  # nothing else depends on it
    for answer in answers:
        shares = {name: answer[name] for name in ("psw", "fibrillation", "other")}
        assert answer["class"] == max(shares, key=shares.__getitem__) and answer["not_judged"] is None
        assert sum(shares.values()) == pytest.approx(1, abs=1e-5)


def test_an_event_that_is_not_judged_has_no_class(tmp_path: Path, baseline: Path) -> None:
    clipped = np.clip(TRACE.samples, -120, 120)
    _, events = lines(invoke(write_edf(tmp_path / "a.edf", replace(TRACE, samples=clipped)), "--baseline", baseline))
    spoilt = [event["logistic_model"] for event in events if event["not_judged"] == "clipped"]
    assert spoilt
    for answer in spoilt:
        assert answer == {"class": None, "psw": None, "fibrillation": None, "other": None, "not_judged": "clipped"}


def test_a_muscle_is_graded_with_the_rule_and_what_called_the_events(tmp_path: Path, baseline: Path) -> None:
    trains = made_trace(12_000, 4.0, noise=1.0, sharp_waves_hz=0)
    files = [write_edf(tmp_path / f"{place}.edf", with_hiss(trains)) for place in range(3)]
    graded = json.loads(invoke_grade(*files, "--baseline", baseline).stdout)
    assert (graded["grade"], graded["areas"], graded["areas_with_trains"]) == ("2+", 3, 3)
    assert "ours" in graded["rule"] and graded["logistic_model"]["simulated"] is True and graded["reason"] is None
    few = json.loads(invoke_grade(*files[:2], "--baseline", baseline).stdout)
    assert few["grade"] == "not graded" and few["reason"].startswith("2 areas of the muscle were fit to be judged, 3 are needed.")


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
        (["a.wav", "--baseline", "gone.json"], 2, "make one with `python -m quantize emg-baseline`"),
        (["a.wav", "--baseline", "page.png"], 2, "make a logistic model with"),
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
