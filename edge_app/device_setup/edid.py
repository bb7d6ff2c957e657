"""What an HDMI input tells a scanner that it can receive: an EDID of two blocks, 256 bytes.

VESA E-EDID 1.3, as HDMI demands it (base block, detailed timings of 18 bytes), and CTA-861 (extension with the short video
descriptors). `edid-decode --check` has nothing to say against it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VideoMode:
    """A mode of CTA-861, in pixels and lines; both synchronisation pulses are positive."""

    vic: int  # its number there
    clock: int  # 10 kHz
    width: int
    horizontal: tuple[int, int, int]  # blanking, front porch, pulse
    height: int
    vertical: tuple[int, int, int]


FULL_HD_60 = VideoMode(16, 14850, 1920, (280, 88, 44), 1080, (45, 4, 5))
FULL_HD_50 = VideoMode(31, 14850, 1920, (720, 528, 44), 1080, (45, 4, 5))
HD_60 = VideoMode(4, 7425, 1280, (370, 110, 40), 720, (30, 5, 5))
_SLOWER = (34, 33, 32, 19, 17, 2, 1)  # 1080p30, 25, 24; 720p50; 576p50; 480p60; 640 x 480

_WIDTH_CM, _HEIGHT_CM = 48, 27  # 16:9; nobody looks at it
# Chromaticities of sRGB, as E-EDID 3.7 packs them.
_SRGB = bytes.fromhex("ee91a3544c99260f5054")


def edid(lanes: int) -> bytes:
    """The EDID for a bridge with that many CSI lanes.

    Two lanes of 972 Mbit/s carry 1920 x 1080 at 50 Hz in 16 bits a pixel (1.66 Gbit/s), and at 60 Hz (1.99) they do not: a
    scanner that were offered it would choose it, and nothing would come.
    """
    best = FULL_HD_60 if lanes == 4 else FULL_HD_50
    offered = [best, HD_60]
    vics = [mode.vic for mode in dict.fromkeys((best, FULL_HD_50, HD_60))]
    return _base_block(offered) + _extension([*vics, *_SLOWER])


def _base_block(modes: list[VideoMode]) -> bytes:
    block = bytes.fromhex("00ffffffffffff00")
    letters = [ord(letter) - 64 for letter in "EDG"]  # of the maker; not registered, so it claims nobody's name
    block += (letters[0] << 10 | letters[1] << 5 | letters[2]).to_bytes(2, "big")
    block += (1).to_bytes(2, "little") + (1).to_bytes(4, "little")  # product; serial number
    block += bytes([0, 36, 1, 3])  # no week of the year 1990 + 36; EDID 1.3
    block += bytes([0x80, _WIDTH_CM, _HEIGHT_CM, 120, 0x0E])  # digital; gamma 2.2; RGB, sRGB, the first timing is preferred
    block += _SRGB
    block += bytes(3) + b"\x01\x01" * 8  # no established and no standard timings
    block += b"".join(map(_detailed, modes))
    block += b"\x00\x00\x00\xfc\x00" + b"US probe\n".ljust(13)  # name
    # range limits: 24 to 61 Hz, 15 to 68 kHz, up to 150 MHz
    block += b"\x00\x00\x00\xfd\x00" + bytes([24, 61, 15, 68, 15, 0]) + b"\n".ljust(7)
    return _with_checksum(block + b"\x01")  # one extension


def _extension(vics: list[int]) -> bytes:
    video = bytes([0x40 | len(vics), *vics])
    vendor = bytes([0x60 | 5]) + bytes.fromhex("030c00") + bytes([0x10, 0x00])  # HDMI 1.x at the address 1.0.0.0
    colours = bytes([0xE0 | 2, 0x00, 0x4A])  # the range of RGB can be chosen, so that black is black; all of it is shown
    data = video + vendor + colours
    block = bytes([0x02, 0x03, 4 + len(data), 0x81]) + data  # CTA-861 revision 3; nothing is cut off, no sound, one native mode
    return _with_checksum(block.ljust(127, b"\x00"))


def _detailed(mode: VideoMode) -> bytes:
    (blank, front, pulse), (rows, above, sync) = mode.horizontal, mode.vertical
    width_mm, height_mm = _WIDTH_CM * 10, _HEIGHT_CM * 10
    return mode.clock.to_bytes(2, "little") + bytes([
        mode.width & 255, blank & 255, mode.width >> 8 << 4 | blank >> 8,
        mode.height & 255, rows & 255, mode.height >> 8 << 4 | rows >> 8,
        front & 255, pulse & 255, (above & 15) << 4 | sync & 15, front >> 8 << 6 | pulse >> 8 << 4 | above >> 4 << 2 | sync >> 4,
        width_mm & 255, height_mm & 255, width_mm >> 8 << 4 | height_mm >> 8, 0, 0, 0x1E,
    ])  # fmt: skip


def _with_checksum(block: bytes) -> bytes:
    return block + bytes([-sum(block) % 256])
