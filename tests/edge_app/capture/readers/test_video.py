"""Video: every frame, in its own size and the right way up; damage is reported."""

from __future__ import annotations

import os
import re
import struct
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from edge_app.capture.readers.files import open_recording
from edge_app.errors import CaptureError
from tests.support.recordings import noise_video, read, refusal


@pytest.mark.parametrize(("name", "fourcc"), [("a.avi", "MJPG"), ("a.mkv", "mp4v"), ("a.mp4", "mp4v"), ("a.mov", "mp4v")])
@pytest.mark.parametrize("keep", [0.9, 0.5, 0.1])
def test_a_truncated_video_is_reported_after_its_last_frame(tmp_path: Path, name: str, fourcc: str, keep: float) -> None:
    path = noise_video(tmp_path / name, fourcc)
    assert len(read(path)) == 50
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep * len(whole))])
    sentence = refusal(path)
    assert "truncated" in sentence or "damaged" in sentence


@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_a_video_cut_out_of_a_longer_one_is_whole(tmp_path: Path, name: str) -> None:
    """Its clock goes on from where it was: 100 s. Matroska counts that into its length."""
    milliseconds = Fraction(1, 1000)
    with av.open(str(tmp_path / name), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = milliseconds
        for i in range(20):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64), 10 * i, np.uint8), format="gray").reformat(format="yuv420p")
            frame.pts, frame.time_base = 100_000 + 40 * i, milliseconds
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    frames = read(tmp_path / name)
    assert [frame.seconds for frame in frames] == pytest.approx([0.04 * i for i in range(20)])


def test_a_video_that_changes_size_gives_every_frame_in_its_own_size(tmp_path: Path) -> None:
    sizes = [(48, 64)] * 2 + [(96, 128)] * 2 + [(48, 64)]
    stream = b"".join(cv2.imencode(".jpg", np.full(size, 90, np.uint8))[1].tobytes() for size in sizes)
    (tmp_path / "a.avi").write_bytes(stream)  # FFmpeg looks at the content: a bare MJPEG stream
    assert [frame.pixels.shape for frame in read(tmp_path / "a.avi")] == sizes


def test_a_video_that_grows_beyond_all_measure_is_refused_there(tmp_path: Path) -> None:
    sizes = [(48, 64), (8100, 8000)]
    stream = b"".join(cv2.imencode(".jpg", np.full(size, 90, np.uint8))[1].tobytes() for size in sizes)
    (tmp_path / "a.avi").write_bytes(stream)
    assert "a frame of 8000 x 8100 pixels is too large" in refusal(tmp_path / "a.avi")


def test_damage_in_the_middle_costs_only_its_frames_and_is_reported_at_the_end(tmp_path: Path) -> None:
    path = noise_video(tmp_path / "a.avi", "MJPG")
    content = bytearray(path.read_bytes())
    at = [m.start() for m in re.finditer(b"\xff\xd8\xff", content)][20]
    content[at : at + 400] = bytes(400)
    path.write_bytes(content)
    frames = []
    with pytest.raises(CaptureError, match="the video is damaged, 1 packets besides its 49 frames cannot be decoded"):
        for frame in open_recording(path).frames():
            frames.append(frame)
    assert len(frames) == 49


def test_colour_is_found_where_it_is(tmp_path: Path) -> None:
    grey = np.dstack([cv2.GaussianBlur(np.random.default_rng(0).normal(90, 50, (100, 130)), (0, 0), 2).astype(np.uint8)] * 3)
    flow = grey.copy()
    flow[32:64, 40:80] = (10, 30, 200)  # OpenCV's order: red
    writer = cv2.VideoWriter(str(tmp_path / "a.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (130, 100))
    for image in (grey, flow):
        writer.write(image)
    writer.release()
    plain, coloured = (frame.colour for frame in read(tmp_path / "a.avi"))
    assert plain is not None and plain.shape == (13, 17) and plain.max() < 20
    assert coloured is not None and coloured[4:8, 5:10].min() >= 20
    assert coloured[:, 12:].max() < 20 and coloured[9:].max() < 20


@pytest.mark.parametrize(("matrix", "turns"), [((0, 1, -1, 0), 3), ((-1, 0, 0, -1), 2), ((0, -1, 1, 0), 1)])
def test_a_video_is_turned_as_its_file_asks_for(tmp_path: Path, matrix: tuple[int, int, int, int], turns: int) -> None:
    path = noise_video(tmp_path / "a.mp4", "mp4v")
    plain, colour = read(path)[0].pixels, read(path)[0].colour
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 44  # ISO 14496-12, 8.3.2: a b u c d v x y w
    a, b, c, d = (number << 16 for number in matrix)
    content[at : at + 20] = struct.pack(">5i", a, b, 0, c, d)
    path.write_bytes(content)
    turned = read(path)[0]
    assert np.array_equal(turned.pixels, np.rot90(plain, turns))
    assert turned.colour is not None and colour is not None and np.array_equal(turned.colour, np.rot90(colour, turns))


@pytest.mark.parametrize("playlist", ["#EXTM3U\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile {}\n"])
def test_a_playlist_that_calls_itself_a_video_opens_nothing_else(tmp_path: Path, playlist: str) -> None:
    other = noise_video(tmp_path / "other.avi", "MJPG")
    (tmp_path / "a.mp4").write_text(playlist.format(other))
    assert "not a video" in refusal(tmp_path / "a.mp4")


def test_a_video_without_frames_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.avi"
    cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (64, 48)).release()
    refusal(path)


def test_a_video_whose_name_is_no_utf8_is_read(tmp_path: Path) -> None:
    path = noise_video(tmp_path / "plain.avi", "MJPG").rename(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9b\xe9.avi"))
    assert len(read(path)) == 50


@pytest.mark.shared_data
def test_a_codec_without_a_decoder_is_one_sentence(shared_data: Path) -> None:
    with pytest.raises(CaptureError, match="codec that cannot be decoded here"):
        read(shared_data / "cases" / "unknown-codec.avi")
