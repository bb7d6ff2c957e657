"""What a clip costs: size and processor time of its frames, by how they are compressed, on real frames and simulated ones.

    python -m quantize.studies.frames.clip_size

Time is the thread's own, so that other programs have no part in it. Needs the shared frames.
"""

from __future__ import annotations

import platform
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import av
import cv2
import jpeg_ls
import numpy as np
import simplejpeg

from edge_app.capture.simulated import SimulatedProbe
from edge_app.exams.store.clip_frames import encode_frame
from edge_app.exams.store.rows import decode_png
from edge_app.records import GreyImage

DATA = Path("../shared/data")
FRAMES = 12  # of each kind, at most


def _near(error: int) -> Callable[[GreyImage], bytes]:
    return lambda pixels: bytes(jpeg_ls.encode_array(pixels, error))


def _png(pixels: GreyImage) -> bytes:
    return cv2.imencode(".png", pixels, (cv2.IMWRITE_PNG_COMPRESSION, 1))[1].tobytes()


def _jpeg(quality: int) -> Callable[[GreyImage], bytes]:
    return lambda pixels: simplejpeg.encode_jpeg(pixels[..., None], quality, "GRAY", "GRAY")


CODECS: dict[str, Callable[[GreyImage], bytes]] = {
    "PNG, run lengths (kept)": encode_frame,
    "PNG, level 1": _png,
    "zlib, level 1": lambda pixels: zlib.compress(pixels.tobytes(), 1),
    "JPEG-LS, lossless": _near(0),
    "JPEG-LS, error at most 1": _near(1),
    "JPEG-LS, error at most 2": _near(2),
    "JPEG, quality 95": _jpeg(95),
    "JPEG, quality 90": _jpeg(90),
}


def _read(files: Iterable[Path]) -> list[GreyImage]:
    found = (cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in sorted(files)[:FRAMES])
    return [np.asarray(pixels, np.uint8) for pixels in found if pixels is not None]


def _video(file: Path) -> list[GreyImage]:
    with av.open(str(file)) as container:
        decoded = container.decode(video=0)
        return [next(decoded).to_ndarray(format="gray") for _ in range(FRAMES)]


def _simulated() -> list[GreyImage]:
    with SimulatedProbe(1) as probe:
        return [probe.image(number / 30) for number in range(FRAMES)]


def main() -> None:
    """Print a line for each kind of frames and codec."""
    kinds = {
        "simulated": _simulated(),
        "GE, screen": _read((DATA / "gl_longitudinal_ge_screen").rglob("*.png")),
        "Philips": _read((DATA / "gm_longitudinal_philips").glob("*.*")),
        "Telemed": _read((DATA / "gm_longitudinal_telemed").glob("*.png")),
        "sweep": _read((DATA / "limb_transverse_sweep").glob("*.png")),
        "Clarius, video": _video(DATA / "not_muscle" / "clarius-ocular-short.mp4"),
    }
    print(f"{platform.machine()}, Python {platform.python_version()}, OpenCV {cv2.__version__}, CharLS {jpeg_ls.__version__}")
    print(f"{'frames':16}{'size, px':>12}  {'codec':26}{'kB/frame':>10}{'of raw':>8}{'ms/frame':>10}")
    for kind, frames in kinds.items():
        for codec, encode in CODECS.items():
            began = time.thread_time()
            encoded = [encode(pixels) for pixels in frames]
            took = (time.thread_time() - began) / len(frames)
            size = sum(map(len, encoded)) / len(frames)
            raw = sum(pixels.size for pixels in frames) / len(frames)
            height, width = frames[0].shape
            shape = f"{width} x {height}"
            print(f"{kind:16}{shape:>12}  {codec:26}{size / 1000:10.0f}{size / raw:8.0%}{1000 * took:10.1f}")
        began = time.thread_time()
        for data in [encode_frame(pixels) for pixels in frames]:
            decode_png(data)
        took = (time.thread_time() - began) / len(frames)
        print(f"{kind:16}{'':>12}  {'kept PNG, there and back':26}{'':18}{1000 * took:10.1f}")


if __name__ == "__main__":
    main()
