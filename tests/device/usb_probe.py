"""A USB video probe in software: answers control requests and sends frames, with the faults of real ones."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.device import descriptors
from tests.device.descriptors import MAX_PAYLOAD, Identity
from tests.device.frames import Mode, sent

_GET_DESCRIPTOR, _SET_INTERFACE, _GET_STATUS, _CLEAR_FEATURE, _SET_FEATURE, _SET_CONFIGURATION = 6, 11, 0, 1, 3, 9
_CONTROL_PROBE, _CONTROL_COMMIT = 1, 2
_PROBE_LENGTH = 26
CONTROLS = {descriptors.BRIGHTNESS: 128, descriptors.CONTRAST: 32}  # as the probe starts, 0 to 255


@dataclass
class Faults:
    """What is wrong with the probe at this moment; a test changes it at will."""

    frozen: bool = False  # the same frame again and again, bit for bit
    silent: bool = False  # connected, but no frame comes
    short: bool = False  # every frame lacks its second half
    halved: bool = False  # every frame is half as wide and high as agreed, as after a change of the screen's resolution


@dataclass
class UsbProbe:
    """The device itself, without its cable."""

    modes: Sequence[Mode]  # each of another pixel format
    identity: Identity = field(default_factory=Identity)
    faults: Faults = field(default_factory=Faults)
    controls: dict[int, int] = field(default_factory=lambda: dict(CONTROLS))  # selector -> what it is set to
    completed_ns: list[int] = field(default_factory=list)  # monotonic clock at the end of each frame, by its number
    _format: int = 1  # index of the format agreed on, from 1
    _stream: Iterator[bytes] = field(default_factory=lambda: iter(()))

    def control(self, setup: bytes, data: bytes) -> bytes | None:
        """Answer a request on the control endpoint; None stalls it."""
        kind, request, value, index, length = struct.unpack("<BBHHH", setup)
        if kind & 0x60 == 0x20 and index == descriptors.PROCESSING << 8:
            answer = self._processing(request, value >> 8, data)
        elif kind & 0x60 == 0x20:
            answer = self._video(request, value >> 8, index, data)
        elif request == _GET_DESCRIPTOR:
            answer = self._descriptor(value >> 8, value & 0xFF)
        elif request == _GET_STATUS:
            answer = bytes(2)
        elif request in (_SET_INTERFACE, _CLEAR_FEATURE, _SET_FEATURE, _SET_CONFIGURATION):
            answer = b""
        else:
            answer = None
        return None if answer is None else answer[:length]

    def next_payload(self) -> bytes:
        """The next transfer of the stream; empty while none is due."""
        return next(self._stream, b"")

    def _payloads(self, mode: Mode) -> Iterator[bytes]:
        frame_id, due, shown = 0, time.monotonic(), len(self.completed_ns)
        while True:
            now, period = time.monotonic(), 1 / mode.frames_per_second
            if self.faults.silent or now < due:
                yield b""
                continue
            due = (due if now - due < period else now) + period  # a little lateness is made up for, without a burst
            if not self.faults.frozen:
                shown = len(self.completed_ns)
            yield from self._transfers(mode, shown, frame_id)
            self.completed_ns.append(time.monotonic_ns())
            frame_id ^= 1

    def _transfers(self, mode: Mode, number: int, frame_id: int) -> Iterator[bytes]:
        if self.faults.halved:
            mode = replace(mode, width=mode.width // 2, height=mode.height // 2)
        content = memoryview(sent(number, mode))
        if self.faults.short:
            content = content[: len(content) // 2]
        room = MAX_PAYLOAD - 2
        for start in range(0, len(content), room):
            last = start + room >= len(content)
            yield b"".join((bytes([2, 0x80 | last << 1 | frame_id]), content[start : start + room]))

    def _descriptor(self, kind: int, index: int) -> bytes | None:
        match kind:
            case 1:
                return descriptors.device(self.identity)
            case 2:
                return descriptors.configuration(self.modes)
            case 3 if index < 4:
                return descriptors.strings(self.identity)[index]
        return None

    def _video(self, request: int, control: int, interface: int, data: bytes) -> bytes | None:
        if interface & 0xFF != 1 or control not in (_CONTROL_PROBE, _CONTROL_COMMIT):
            return None
        match request:
            case 0x01:  # SET_CUR
                if 1 <= data[2] <= len(self.modes):
                    self._format = data[2]
                if control == _CONTROL_COMMIT:  # what follows is a new stream
                    self._stream = self._payloads(self.modes[self._format - 1])
                return b""
            case 0x81 | 0x82 | 0x83 | 0x87:  # GET_CUR, GET_MIN, GET_MAX, GET_DEF
                return descriptors.probe_block(self._format, self.modes[self._format - 1])
            case 0x85:  # GET_LEN
                return struct.pack("<H", _PROBE_LENGTH)
            case 0x86:  # GET_INFO: get and set
                return b"\x03"
        return None

    def _processing(self, request: int, control: int, data: bytes) -> bytes | None:
        """Brightness and contrast."""
        if control not in self.controls:
            return None
        if request == 0x01:  # SET_CUR
            self.controls[control] = struct.unpack("<h", data[:2])[0]
            return b""
        # GET_CUR, GET_MIN, GET_MAX, GET_RES, GET_LEN, GET_DEF
        values = {0x81: self.controls[control], 0x82: 0, 0x83: 255, 0x84: 1, 0x85: 2, 0x87: CONTROLS[control]}
        if request in values:
            return struct.pack("<h", values[request])
        return b"\x03" if request == 0x86 else None  # GET_INFO: get and set
