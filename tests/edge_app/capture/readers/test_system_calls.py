"""No file that is read opens a socket or another file: watched from outside, with strace(1), over files that would like to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.privacy.strace import Watched, watch
from tests.support.encoded_videos import encoded_video

READ_ALL = """
import sys
from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.errors import CaptureError
for path in recordings_in(__import__("pathlib").Path(sys.argv[1])):
    try:
        frames = list(open_recording(path).frames())
        print(path.name, "read", len(frames))
    except CaptureError as exc:
        print(path.name, "refused")
"""
TEXTS = {
    "sdp.mp4": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 50004 RTP/AVP 26\n",
    "hls.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}/a.mp4\n#EXTINF:9,\nhttp://192.0.2.7/a.ts\n#EXT-X-ENDLIST\n",
    "concat.avi": "ffconcat version 1.0\nfile {secret}/a.mp4\nfile tcp://192.0.2.7:80\n",
    "dash.mkv": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
    '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="9"><BaseURL>{secret}/a.mp4</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>",
    "asx.wmv": "[Reference]\nRef1=http://192.0.2.7/a.wmv\n",
    "rtsp.mov": "RTSPtextRTSP://192.0.2.7/a.mov\n",
    "srt.mkv": "1\n00:00:00,000 --> 00:00:04,000\n{secret}/a.mp4\n",
    "drawing.png": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{secret}/a.png"/></svg>',
    "out.mhd": "ObjectType = Image\nNDims = 3\nDimSize = 64 48 2\nElementType = MET_UCHAR\nElementDataFile = {secret}/a.raw\n",
    "list.mhd": "ObjectType = Image\nDimSize = 64 48 2\nElementType = MET_UCHAR\nElementDataFile = LIST\n{secret}/a.raw\n",
    "out.nhdr": "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 64 48 2\nencoding: raw\ndata file: ../secret/a.raw\n",
    "list.nhdr": "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 64 48 2\nencoding: raw\ndata file: {secret}/%d.raw 0 1 1\n",
}


def with_external_data(path: Path, target: str) -> None:
    """A QuickTime file whose track says that its data is in another file (ISO 14496-12, 8.7.2)."""
    content = encoded_video(path, "mjpeg", 3).read_bytes()
    at = content.index(b"url ")  # the entry's size, "url ", and flags: 1 for the same file
    url = target.encode() + b"\0"
    entry = (12 + len(url)).to_bytes(4, "big") + b"url " + bytes(4) + url
    changed = bytearray(content[: at - 4] + entry + content[at + 8 :])
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        box = changed.index(kind) - 4
        changed[box : box + 4] = (int.from_bytes(changed[box : box + 4], "big") + len(entry) - 12).to_bytes(4, "big")
    path.write_bytes(changed)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Watched, Path]:
    if shutil.which("strace") is None or subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode:
        pytest.skip("strace is not installed or may not watch here")
    root = tmp_path_factory.mktemp("hostile")
    folder, secret = root / "folder", root / "secret"
    folder.mkdir()
    secret.mkdir()
    encoded_video(secret / "a.mp4", "mpeg4", 3)
    for name in ("a.raw", "0.raw", "1.raw"):
        (secret / name).write_bytes(np.zeros((2, 48, 64), np.uint8).tobytes())
    for name, text in TEXTS.items():
        (folder / name).write_text(text.format(secret=secret))
    with_external_data(folder / "external.mov", f"file://{secret}/a.mp4")
    encoded_video(folder / "sound.avi", "mjpeg", 3)
    records = tmp_path_factory.mktemp("records")
    return watch([sys.executable, "-c", READ_ALL, str(folder)], records, {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}), root


def test_the_hostile_are_refused_and_the_sound_is_read(watched: tuple[Watched, Path]) -> None:
    said = watched[0].said.decode().splitlines()
    assert watched[0].exit_code == 0
    assert "sound.avi read 3" in said
    assert {f"{name} refused" for name in TEXTS} <= set(said)
    assert len(said) == len(TEXTS) + 2  # and no library has said anything


def test_no_socket_is_opened(watched: tuple[Watched, Path]) -> None:
    assert watched[0].network == () and not watched[0].local


def test_no_file_that_another_refers_to_is_touched(watched: tuple[Watched, Path]) -> None:
    seen, root = watched
    assert any(str(root / "folder") in path for path in seen.paths)
    beside = {path for path in seen.paths if path.startswith(f"{root}/")}
    assert not [path for path in beside if not path.startswith(str(root / "folder"))]
    assert not [path for path in seen.paths if "secret" in path or "a.mp4" in path]
