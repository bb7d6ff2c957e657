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
from edge_app.imaging.colour_map import block_count
from tests.support.encoded_videos import encoded_video
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
    assert "besides 1 frames the video holds a damaged one, or one above 16 megapixels" in refusal(tmp_path / "a.avi")


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


CONTAINERS = {
    "a.mp4": "libx264", "a.mov": "mjpeg", "a.mkv": "mpeg4", "a.webm": "libvpx", "a.avi": "mpeg4", "j.avi": "mjpeg",
    "a.wmv": "wmv2", "a.mpg": "mpeg2video", "a.m4v": "mpeg4", "a.mjpeg": "mjpeg",
}  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_is_read_whole_and_refused_cut(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = encoded_video(tmp_path / name, CONTAINERS[name])
    whole = path.read_bytes()
    assert len(read(path)) == 20
    for share in (0.05, 0.4, 0.7):
        path.write_bytes(whole[: int(share * len(whole))])
        refusal(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi", "a.mpg", "a.mjpeg"])
@pytest.mark.parametrize("aspect", [Fraction(16, 15), Fraction(10, 11)])
def test_a_sample_aspect_ratio_is_made_square_and_said(tmp_path: Path, name: str, aspect: Fraction) -> None:
    # MPEG-2 states the aspect of the whole image, and has only 4:3 and 16:9.
    codec = "mjpeg" if name == "a.avi" else CONTAINERS.get(name, "mpeg2video")
    path = encoded_video(tmp_path / name, codec, 3, Fraction(4, 3) if name == "a.mpg" else aspect, (144, 176))
    recording = open_recording(path)
    frame = next(iter(recording.frames()))
    height, width = frame.pixels.shape
    assert (width > 176) != (height > 144)
    assert width / 176 / (height / 144) == pytest.approx(16 / 9 * 144 / 176 if name == "a.mpg" else float(aspect), rel=0.01)
    (said,) = recording.corrections
    assert re.fullmatch(r"pixels of [01]\.\d+ : 1 made square", said)
    assert frame.colour is not None and frame.colour.shape == block_count(width, height)


def test_what_builds_on_a_damaged_frame_is_not_judged(tmp_path: Path) -> None:
    """MPEG-4 stores differences; every twelfth frame stands for itself."""
    path = encoded_video(tmp_path / "a.avi", "mpeg4", 40)
    content = bytearray(path.read_bytes())
    at = [m.start() for m in re.finditer(b"00dc", content)][14]
    content[at + 8 : at + 60] = bytes(52)
    path.write_bytes(content)
    frames = []
    with pytest.raises(CaptureError, match="the video is damaged"):
        for frame in open_recording(path).frames():
            frames.append(frame)
    whole = read(encoded_video(tmp_path / "b.avi", "mpeg4", 40))
    assert 12 <= len(frames) < 40
    for frame in frames:
        assert min(np.abs(frame.pixels.astype(int) - other.pixels).max() for other in whole) == 0


def test_a_frame_of_motion_jpeg_that_was_cut_is_damaged(tmp_path: Path) -> None:
    path = encoded_video(tmp_path / "a.avi", "mjpeg", 12, size=(144, 176))
    content = bytearray(path.read_bytes())
    for m in list(re.finditer(b"\xff\xd8\xff", content))[3:9]:
        content[m.start() + 2000 : m.start() + 2002] = b"\xff\xd9"
    path.write_bytes(content)
    with pytest.raises(CaptureError, match="6 packets besides its 6 frames"):
        read(path)


HOSTILE = {
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 50004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile other.avi\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>http://127.0.0.1:9/</BaseURL></MPD>',
    "subtitles": "1\n00:00:00,000 --> 00:00:04,000\nhello\n\n2\n00:00:05,000 --> 00:00:06,000\nagain\n",
    "asf redirector": "[Reference]\nRef1=http://127.0.0.1:9/a.wmv\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".mkv"])
def test_what_leads_elsewhere_is_no_video(tmp_path: Path, kind: str, suffix: str) -> None:
    (tmp_path / f"a{suffix}").write_text(HOSTILE[kind])
    assert "not a video" in refusal(tmp_path / f"a{suffix}")


@pytest.mark.shared_data
def test_an_sdp_text_is_no_video(shared_data: Path) -> None:
    assert "not a video" in refusal(shared_data / "cases" / "live.mp4")
