"""The software probe, without a kernel."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from tests.device import descriptors
from tests.device.descriptors import MAX_PAYLOAD, Identity
from tests.device.frames import Mode, number_of, numbered
from tests.device.usb_probe import Faults, UsbProbe

MODES = [Mode("YUY2", 640, 480, 300), Mode("NV12", 640, 480, 300), Mode("MJPG", 640, 480, 300)]


def commit(probe: UsbProbe, index: int) -> None:
    block = bytes(descriptors.probe_block(index, MODES[index - 1]))
    for control in (1, 2):
        assert probe.control(struct.pack("<BBHHH", 0x21, 1, control << 8, 1, len(block)), block) == b""


def frame(probe: UsbProbe) -> tuple[bytes, set[int]]:
    """The content of the next frame, and the frame identifiers its payloads carried."""
    content, identifiers = b"", set()
    while True:
        payload = probe.next_payload()
        if payload:
            assert payload[0] == 2
            assert len(payload) <= MAX_PAYLOAD
            content += payload[2:]
            identifiers.add(payload[1] & 1)
            if payload[1] & 2:
                return content, identifiers


def test_every_descriptor_has_the_length_it_claims() -> None:
    whole = descriptors.configuration(MODES)
    assert struct.unpack_from("<H", whole, 2)[0] == len(whole)
    at = 0
    kinds = []
    while at < len(whole):
        kinds.append(whole[at + 1])
        at += whole[at]
    assert at == len(whole)
    assert kinds.count(4) == 2  # interfaces
    assert kinds.count(5) == 1  # endpoint


def test_the_class_specific_totals_cover_what_follows() -> None:
    whole = descriptors.configuration(MODES)
    interfaces = [at for at, kind in walk(whole) if kind == 4]
    endpoint = next(at for at, kind in walk(whole) if kind == 5)
    control, streaming = (at + 9 for at in interfaces)
    assert struct.unpack_from("<H", whole, control + 5)[0] == interfaces[1] - control
    assert struct.unpack_from("<H", whole, streaming + 4)[0] == endpoint - streaming


def walk(whole: bytes) -> list[tuple[int, int]]:
    found, at = [], 0
    while at < len(whole):
        found.append((at, whole[at + 1]))
        at += whole[at]
    return found


def test_identity_is_reported_and_cut_to_the_length_asked_for() -> None:
    probe = UsbProbe(MODES, Identity(serial="ABC"))
    assert probe.control(struct.pack("<BBHHH", 0x80, 6, 3 << 8 | 3, 0x0409, 255), b"") == b"\x08\x03A\0B\0C\0"
    assert probe.control(struct.pack("<BBHHH", 0x80, 6, 1 << 8, 0, 8), b"") == descriptors.device(probe.identity)[:8]
    assert probe.control(struct.pack("<BBHHH", 0x80, 6, 3 << 8 | 9, 0, 255), b"") is None


@pytest.mark.parametrize("index", [1, 2])
def test_frames_come_whole_numbered_and_with_alternating_identifiers(index: int) -> None:
    probe = UsbProbe(MODES)
    commit(probe, index)
    step = 2 if index == 1 else 1
    seen = []
    for number in range(4):
        content, identifiers = frame(probe)
        assert len(content) == MODES[index - 1].frame_bytes
        luminance = np.frombuffer(content, np.uint8)[: 640 * 480 * step : step].reshape(480, 640)
        assert number_of(luminance) == number
        assert np.array_equal(luminance, numbered(number, 640, 480))
        seen.append(identifiers)
    assert seen == [{0}, {1}, {0}, {1}]
    assert probe.completed_ns == sorted(probe.completed_ns)


def test_no_payload_before_the_driver_has_agreed_on_a_format() -> None:
    assert UsbProbe(MODES).next_payload() == b""


def test_a_new_agreement_begins_a_new_stream() -> None:
    probe = UsbProbe(MODES)
    commit(probe, 1)
    while not probe.next_payload():
        pass
    commit(probe, 2)
    assert len(frame(probe)[0]) == MODES[1].frame_bytes


def test_faults() -> None:
    probe = UsbProbe(MODES)
    commit(probe, 1)
    first, _ = frame(probe)
    probe.faults = Faults(frozen=True)
    assert frame(probe)[0] == first
    probe.faults = Faults(short=True)
    assert len(frame(probe)[0]) == MODES[0].frame_bytes // 2
    probe.faults = Faults(halved=True)
    assert len(frame(probe)[0]) == MODES[0].frame_bytes // 4
    probe.faults = Faults(silent=True)
    assert {probe.next_payload() for _ in range(1000)} == {b""}
