"""Small files that claim or become far more than they are, and what opening each costs: python -m tests.support.bombs FOLDER."""

from __future__ import annotations

import io
import json
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import av

from edge_app import config
from edge_app.bundle.manifest import parse_manifest
from edge_app.capture.readers.files import open_recording
from edge_app.device_profiles import DeviceProfiles
from edge_app.errors import EdgeError

DEEP = 10_000
FRAMES = 3  # of a bomb that opens


@dataclass(frozen=True)
class Cost:
    """Of one bomb."""

    name: str
    sentence: str  # empty: it was read
    seconds: float  # of the processor
    peak_bytes: int  # of the whole process


def make(folder: Path) -> None:
    """Write all of them."""
    for name, data in _bombs().items():
        (folder / name).write_bytes(data)


def _bombs() -> dict[str, bytes]:
    packed = zlib.compress(bytes(16_000_000), 1)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("inner.zip", packed)
    return {
        "largest.png": _png(4000, 4000, 0, zlib.compress(bytes(4000 * 4001), 1)),  # as large as is allowed
        "largest-colour.png": _png(4000, 4000, 2, zlib.compress(bytes(4000 * 12001), 1)),
        "wide.png": _png(60_000, 60_000, 0, packed),
        "claimed.png": _png(0x7FFFFFFF, 0x7FFFFFFF, 2, packed),
        "text.png": _png(64, 64, 0, zlib.compress(bytes(64 * 65)), _chunk(b"zTXt", b"a\0\0" + packed) * 20),
        "wide.jpg": b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xd9",
        "sound.jpg": _jpeg(16_000, 16_000),
        "wide.bmp": b"BM" + struct.pack("<IIIIiiHHIIiiII", 100, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 1, 1, 0, 0),
        "wide.tif": _tiff(60_000, 60_000, packed, 1),
        "cycle.tif": _tiff(64, 64, zlib.compress(bytes(4096)), None),
        "pages.tif": _tiff(64, 64, zlib.compress(bytes(4096)), 50_000),
        "frames.gif": _gif(64, 64, 300_000),
        "wide.gif": _gif(65_535, 65_535, 1),
        "wide.webp": b"RIFF\x1e\x00\x00\x00WEBPVP8L\x11\x00\x00\x00\x2f\xff\xff\xff\x0f" + bytes(12),
        "frame.webm": _webm(0x3030),  # the container says 64 x 64
        "nested.zip": archive.getvalue(),
        "wide.dcm": _dicom(60_000, 60_000, 1, bytes(64)),
        "frames.dcm": _dicom(64, 64, 1_000_000, bytes(4096)),
        "short.dcm": _dicom(4000, 4000, 100_000, bytes(64)),
        "nested.dcm": _nested_dicom(),
        "nested.toml": b"[capture]\nsource = " + b"[" * DEEP + b"]" * DEEP,
        "dotted.toml": b"a" + b".a" * DEEP + b" = 1",
        "inline.toml": b"a = " + b"{a = " * DEEP + b"1" + b"}" * DEEP,
        "digits.toml": b"a = " + b"9" * 1_000_000,
        "nested.manifest": b'{"schema": ' + b"[" * DEEP + b"]" * DEEP + b"}",
        "objects.manifest": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "less-nested.manifest": b'{"schema": 2, "a":' + b"[" * 500 + b"]" * 500 + b"}",
        "nested.profile": b'{"device": ' + b"[" * DEEP + b"]" * DEEP + b"}",
        "null.profile": b'{"device": "a\\u0000b"}',
        "null.toml": b'[capture]\nsource = "a\\u0000b"',
    }


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, colour: int, packed: bytes, before: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + before + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _jpeg(width: int, height: int) -> bytes:
    """A sound one, all grey: in its coded data one bit is a colour's whole difference to the block before, one the rest of it."""

    def segment(code: int, body: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, code, 2 + len(body)) + body

    table = b"\1" + bytes(15) + b"\0"  # one code, of one bit, for the value 0
    colours = b"".join(bytes((number, 0x11, 0)) for number in (1, 2, 3))
    blocks = 3 * (width // 8) * (height // 8)
    return (
        b"\xff\xd8"
        + segment(0xDB, b"\0" + b"\1" * 64)
        + segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + colours)
        + segment(0xC4, b"\x00" + table + b"\x10" + table)
        + segment(0xDA, b"\3" + b"".join(bytes((number, 0)) for number in (1, 2, 3)) + b"\x00\x3f\x00")
        + bytes(2 * blocks // 8)
        + b"\xff\xd9"
    )


def _webm(side: int) -> bytes:
    """A video whose only frame claims other sides than its container."""
    file = io.BytesIO()
    with av.open(file, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode())
    start = b"\x9d\x01\x2a"  # of a key frame of VP8, before its sides
    before, after = file.getvalue().split(start)
    return before + start + struct.pack("<HH", side, side) + after[4:]


def _tiff(width: int, height: int, packed: bytes, pages: int | None) -> bytes:
    """Deflated grey pages that share one strip; None: a page that is followed by itself."""
    strip, at = 8, 8 + len(packed)
    out = io.BytesIO()
    out.write(struct.pack("<2sHI", b"II", 42, at) + packed)
    size = 2 + 9 * 12 + 4
    for page in range(pages or 1):
        values = (
            (256, width),
            (257, height),
            (258, 8),
            (259, 8),
            (262, 1),
            (273, strip),
            (277, 1),
            (278, height),
            (279, len(packed)),
        )
        last = pages is not None and page == pages - 1
        following = 0 if last else at + (page + 1) * size if pages else at
        out.write(struct.pack("<H", 9) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values))
        out.write(struct.pack("<I", following))
    return out.getvalue()


def _gif(width: int, height: int, frames: int) -> bytes:
    one = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + one * frames + b"\x3b"


def _element(group: int, element: int, kind: bytes, value: bytes) -> bytes:
    value += b" " * (len(value) % 2) if kind in (b"UI", b"CS", b"IS") else b""
    wide = kind in (b"OB", b"OW", b"SQ", b"UN")
    length = b"\0\0" + struct.pack("<I", len(value)) if wide else struct.pack("<H", len(value))
    return struct.pack("<HH", group, element) + kind + length + value


def _dicom_file(body: bytes) -> bytes:
    syntax = _element(2, 0x10, b"UI", b"1.2.840.10008.1.2.1\0")
    return bytes(128) + b"DICM" + _element(2, 0, b"UL", struct.pack("<I", len(syntax))) + syntax + body


def _dicom(rows: int, columns: int, frames: int, pixels: bytes) -> bytes:
    shorts = [(0x10, rows), (0x11, columns), (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)]
    return _dicom_file(
        _element(0x28, 2, b"US", struct.pack("<H", 1))
        + _element(0x28, 4, b"CS", b"MONOCHROME2")
        + _element(0x28, 8, b"IS", str(frames).encode())
        + b"".join(_element(0x28, element, b"US", struct.pack("<H", value)) for element, value in shorts)
        + _element(0x7FE0, 0x10, b"OW", pixels)
    )


def _nested_dicom() -> bytes:
    """Regions in regions, without lengths."""
    start = struct.pack("<HH2s2xI", 0x18, 0x6011, b"SQ", 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    end = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return _dicom_file(start * DEEP + end * DEEP)


def _reader(folder: Path, name: str) -> Callable[[], object]:
    """What reads a file of this name."""
    file = folder / name
    match file.suffix:
        case ".toml":
            return lambda: config.load("generic", file)
        case ".manifest":
            return lambda: parse_manifest(file.read_bytes())
        case ".profile":
            profiles = folder / f"{name}.d"
            profiles.mkdir()
            (profiles / "v4l2-test.json").write_bytes(file.read_bytes())
            return lambda: list(DeviceProfiles(profiles).all())
        case _:
            return lambda: list(islice(open_recording(file).frames(), FRAMES))


def measure(folder: Path) -> list[Cost]:
    """Open each file of the folder in this process."""
    costs = []
    for file in sorted(file for file in folder.iterdir() if file.is_file()):
        read = _reader(folder, file.name)
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        began, sentence = time.process_time(), ""
        try:
            read()
        except EdgeError as exc:
            sentence = str(exc)
        costs.append(Cost(file.name, sentence, time.process_time() - began, _peak()))
    return costs


def _peak() -> int:
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) << 10


if __name__ == "__main__":
    import edge_app.capture.readers.dicom.reader
    import edge_app.capture.readers.video  # noqa: F401

    print(json.dumps([asdict(cost) for cost in measure(Path(sys.argv[1]))]))
