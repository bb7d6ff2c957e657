"""Sources that do not exist: every form is answered with what would be right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app import config
from edge_app.capture.factory import make_source
from edge_app.errors import CaptureError, ConfigError

CAPTURE = config.load("generic").settings.capture


def refusal(source: str) -> str:
    with pytest.raises((ConfigError, CaptureError)) as caught:
        make_source(replace(CAPTURE, source=source), "once", None).__enter__()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("rtsp://10.0.0.7/live", "there is no kind of device 'rtsp'; write one of simulated, v4l2:/dev/video0, igtl:192"),
        ("igtlink:10.0.0.7", "did you mean 'igtl'? write one of"),
        ("OpenIGTLink:10.0.0.7", "did you mean 'igtl'?"),
        ("v4l:/dev/video0", "did you mean 'v4l2'?"),
        ("usb:1234:5678:9", "did you mean 'v4l2'?"),
        ("V4L2:/dev/video0", "did you mean 'v4l2'?"),
        ("simulate", "did you mean 'simulated'? "),
        ("1234:5678:SN9", "write v4l2:1234:5678:SN9"),
        ("/dev/null", "write v4l2:/dev/null"),
        ("v4l2", "write v4l2:/dev/video0, for example"),
        ("igtl", "write igtl:192.168.1.20:18944/Image, for example"),
        ("v4l2:", "write v4l2:VENDOR:PRODUCT:SERIAL"),
        ("v4l2:camera", "or v4l2:/dev/video0"),
        ("igtl:", "for example igtl:192.168.1.20:18944/Image"),
        ("igtl://10.0.0.7", "for example igtl:192.168.1.20:18944/Image"),
        ("picamera:left", "for example picamera:0/1280x720"),
        ("v4l2:/dev/no-such-video", "there is no video device /dev/no-such-video"),
        ("12:30.mp4", "there is no such file or folder"),
    ],
)  # fmt: skip
def test_what_is_no_source_is_answered_with_what_is(source: str, words: str) -> None:
    assert words in refusal(source)


def test_a_missing_file_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "biceps").mkdir()
    for name in ("left_01.png", "right_01.png"):
        (tmp_path / "biceps" / name).write_bytes(b"")
    assert "did you mean 'left_01.png'?" in refusal(str(tmp_path / "biceps" / "left_1.png"))
    assert "did you mean 'biceps'?" in refusal(str(tmp_path / "bicep" / "left_01.png"))
    assert "did you mean" not in refusal(str(tmp_path / "biceps" / "xyz.dcm"))


def test_a_file_with_a_colon_in_its_name_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scan:left.png").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    assert "the file is empty" in refusal("scan:left.png")


@settings(max_examples=40)  # a line feed in a name is escaped where it is printed
@given(st.text(alphabet=st.characters(exclude_characters="/\0\n", codec="utf-8"), min_size=1, max_size=80))
def test_no_text_surprises(source: str) -> None:
    if source not in (".", "..") and not source.startswith("picamera") and not Path(source).exists():
        refusal(f"no-such-folder/{source}") if ":" in source else refusal(f"{source}.no-such-file")
