"""The cable: carries a software device to the kernel's virtual host controller (vhci_hcd) by the USB/IP protocol.

Documentation/usb/usbip_protocol.rst of the kernel. The driver cannot tell it from a socket on the mainboard.
"""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections import deque
from pathlib import Path

from tests.device.usb_probe import UsbProbe

_CONTROLLER = Path("/sys/devices/platform/vhci_hcd.0")
_HIGH_SPEED = 3
_FREE = 4  # state of a port with nothing in it
_SUBMIT, _UNLINK, _SUBMITTED, _UNLINKED = 1, 2, 3, 4
_OUT = 0
_STALL, _CONNECTION_RESET = -32, -104  # -EPIPE, -ECONNRESET
_HEADER_BYTES = 48
_PATIENCE_S = 0.002  # between two looks whether a payload is due


class Cable:
    """One connection of a probe to one port of the controller, from `plug` to `detach` or `cut`. One thread serves it."""

    def __init__(self, probe: UsbProbe, port: int = 0) -> None:
        """Plug the probe in. Raises TimeoutError when the port does not get free within 5 s."""
        self._probe, self._port = probe, port
        self._socket, far = socket.socketpair()
        self._received = bytearray()
        self._waiting: deque[tuple[int, int]] = deque()  # (sequence number, length) of transfers the driver waits for
        _wait_until_free(port)
        with far:
            (_CONTROLLER / "attach").write_text(f"{port} {far.fileno()} {1 << 16 | port + 1} {_HIGH_SPEED}")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def detach(self) -> None:
        """Soft: the host is informed that the device goes."""
        (_CONTROLLER / "detach").write_text(str(self._port))
        self._thread.join()

    def cut(self) -> None:
        """Hard: the link is gone in the middle of whatever it carried."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _serve(self) -> None:
        with self._socket:
            try:
                while self._receive(timeout=_PATIENCE_S if self._waiting else None):
                    self._answer_commands()
                    self._send_payloads()
            except OSError:
                pass  # the link was cut while something was being sent

    def _receive(self, timeout: float | None) -> bool:
        """Take what has arrived, waiting for it up to `timeout` s; False once the link is gone."""
        if not select.select([self._socket], [], [], timeout)[0]:
            return True
        chunk = self._socket.recv(1 << 16)
        self._received += chunk
        return bool(chunk)

    def _answer_commands(self) -> None:
        while len(self._received) >= _HEADER_BYTES:
            command, sequence, _device, direction, endpoint = struct.unpack_from(">5I", self._received)
            first, length = struct.unpack_from(">Ii", self._received, 20)
            setup = bytes(self._received[40:48])
            end = _HEADER_BYTES + (length if command == _SUBMIT and direction == _OUT else 0)
            if len(self._received) < end:
                return
            data = bytes(self._received[_HEADER_BYTES:end])
            del self._received[:end]
            if command == _UNLINK:
                self._unlink(sequence, transfer=first)
            elif endpoint == 0:
                answer = self._probe.control(setup, data)
                head = _submitted(sequence, _STALL if answer is None else 0, len(answer or data))
                self._socket.sendall(head + (answer or b""))
            else:
                self._waiting.append((sequence, length))

    def _send_payloads(self) -> None:
        answers = []
        while self._waiting and (payload := self._probe.next_payload()):
            sequence, length = self._waiting.popleft()
            answers += [_submitted(sequence, 0, min(len(payload), length)), payload[:length]]
        self._socket.sendall(b"".join(answers))

    def _unlink(self, sequence: int, transfer: int) -> None:
        """The driver takes a transfer back, as it does with all of them when it stops."""
        found = [entry for entry in self._waiting if entry[0] == transfer]
        for entry in found:
            self._waiting.remove(entry)
        self._socket.sendall(struct.pack(">5Ii24x", _UNLINKED, sequence, 0, 0, 0, _CONNECTION_RESET if found else 0))


def _submitted(sequence: int, status: int, length: int) -> bytes:
    """The head of the answer to a transfer; `length` in bytes, of what was read or written."""
    not_isochronous = -1
    return struct.pack(">5I5i8x", _SUBMITTED, sequence, 0, 0, 0, status, length, 0, not_isochronous, 0)


def _wait_until_free(port: int) -> None:
    deadline = time.monotonic() + 5
    while _state(port) != _FREE:
        if time.monotonic() > deadline:
            raise TimeoutError(f"port {port} of the virtual controller is not free")
        time.sleep(0.01)


def _state(port: int) -> int:
    rows = [line.split() for line in (_CONTROLLER / "status").read_text().splitlines()[1:]]
    return next(int(state) for _hub, number, state, *_ in rows if int(number) == port)
