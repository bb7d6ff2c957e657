"""A call over D-Bus whose arguments no other program sees, and the signals that follow it: by libsystemd, as busctl does it.

What `busctl` is asked stands in its command line, where every program of the device can read it. So the password of a wireless
network goes by this, and nothing else does.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from ctypes import POINTER, byref, c_char, c_char_p, c_int, c_size_t, c_uint32, c_uint64, c_void_p
from dataclasses import dataclass, field
from functools import cache

from edge_app.errors import ErrorCode, SystemBusError

LIBRARY = "libsystemd.so.0"
CALL_S = 25.0  # s that a call may take
Settings = Mapping[str, Mapping[str, "str | bytes"]]  # a{sa{sv}}: groups of named values


@dataclass(frozen=True)
class SettingsCall:
    """A method that takes settings first, then objects; or only these."""

    service: str
    path: str
    interface: str
    method: str
    objects: tuple[str, ...]
    settings: Settings | None = field(default=None, repr=False)  # a password may be among them


@dataclass(frozen=True)
class SignalOf:
    """A signal of one object, that carries numbers only."""

    path: str
    interface: str
    name: str
    numbers: int  # how many


class _Error(ctypes.Structure):
    _fields_ = (("name", c_char_p), ("message", c_char_p), ("need_free", c_int))


def call_and_follow(
    call: SettingsCall, signal: SignalOf, timeout_s: float, address: str | None = None
) -> Iterator[tuple[int, ...]]:
    """Call, then yield the numbers of each signal, until nobody asks for more or `timeout_s` have passed since the call.

    address: of the bus; None: the system's. Raises SystemBusError where the call is refused.
    """
    with closing(_Connection(address)) as connection:
        connection.match(signal)
        connection.call(call)
        yield from connection.signals(signal, timeout_s)


class _Connection:
    def __init__(self, address: str | None) -> None:
        self._library = _library()
        self._bus = c_void_p()
        if address is None:
            self._check(self._library.sd_bus_open_system(byref(self._bus)), "connect")
            return
        self._check(self._library.sd_bus_new(byref(self._bus)), "connect")
        self._check(self._library.sd_bus_set_address(self._bus, address.encode()), "connect")
        self._check(self._library.sd_bus_set_bus_client(self._bus, 1), "connect")
        self._check(self._library.sd_bus_start(self._bus), "connect")

    def close(self) -> None:
        self._library.sd_bus_flush_close_unref(self._bus)

    def match(self, signal: SignalOf) -> None:
        rule = f"type='signal',path='{signal.path}',interface='{signal.interface}',member='{signal.name}'"
        self._check(self._library.sd_bus_add_match(self._bus, None, rule.encode(), None, None), signal.name)

    def call(self, call: SettingsCall) -> None:
        library, message, error = self._library, c_void_p(), _Error()
        names = (name.encode() for name in (call.service, call.path, call.interface, call.method))
        self._check(library.sd_bus_message_new_method_call(self._bus, byref(message), *names), call.method)
        try:
            if call.settings is not None:
                self._append_settings(message, call.settings)
            for path in call.objects:
                self._check(library.sd_bus_message_append_basic(message, b"o", path.encode()), call.method)
            done = library.sd_bus_call(self._bus, message, int(CALL_S * 1e6), byref(error), None)
            if done < 0:
                raise _refused(call.method, (error.message or b"no reason given").decode(errors="replace"))
        finally:
            library.sd_bus_error_free(byref(error))
            library.sd_bus_message_unref(message)

    def _append_settings(self, message: c_void_p, settings: Settings) -> None:
        with self._container(message, b"a", b"{sa{sv}}"):
            for group, values in settings.items():
                with self._container(message, b"e", b"sa{sv}"):
                    self._text(message, group)
                    with self._container(message, b"a", b"{sv}"):
                        for name, value in values.items():
                            with self._container(message, b"e", b"sv"):
                                self._text(message, name)
                                self._variant(message, value)

    def _variant(self, message: c_void_p, value: str | bytes) -> None:
        with self._container(message, b"v", b"s" if isinstance(value, str) else b"ay"):
            if isinstance(value, str):
                self._text(message, value)
            else:
                self._check(self._library.sd_bus_message_append_array(message, b"y", value, len(value)), "append")

    def _text(self, message: c_void_p, text: str) -> None:
        self._check(self._library.sd_bus_message_append_basic(message, b"s", text.encode()), "append")

    def _container(self, message: c_void_p, kind: bytes, contents: bytes) -> _Container:
        return _Container(self, message, kind, contents)

    def signals(self, signal: SignalOf, timeout_s: float) -> Iterator[tuple[int, ...]]:
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            message = c_void_p()
            went_on = self._library.sd_bus_process(self._bus, byref(message))
            self._check(went_on, signal.name)
            if message:
                try:
                    if self._library.sd_bus_message_is_signal(message, signal.interface.encode(), signal.name.encode()) > 0:
                        yield tuple(self._number(message) for _ in range(signal.numbers))
                finally:
                    self._library.sd_bus_message_unref(message)
            elif went_on == 0:
                self._check(self._library.sd_bus_wait(self._bus, int(left * 1e6)), signal.name)

    def _number(self, message: c_void_p) -> int:
        number = c_uint32()
        self._check(self._library.sd_bus_message_read_basic(message, b"u", byref(number)), "read")
        return int(number.value)

    def _check(self, result: int, what: str) -> None:
        if result < 0:
            raise _refused(what, f"error {-result}")


class _Container:
    """An array, an entry or a variant of a message, for as long as the block takes."""

    def __init__(self, connection: _Connection, message: c_void_p, kind: bytes, contents: bytes) -> None:
        self._connection, self._message, self._kind, self._contents = connection, message, kind, contents

    def __enter__(self) -> None:
        library = self._connection._library
        self._connection._check(library.sd_bus_message_open_container(self._message, self._kind, self._contents), "append")

    def __exit__(self, *_: object) -> None:
        self._connection._check(self._connection._library.sd_bus_message_close_container(self._message), "append")


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as exc:
        raise SystemBusError(f"this machine has no {LIBRARY}; use its own settings", ErrorCode.NO_SYSTEM_BUS) from exc
    bus, message, text = c_void_p, c_void_p, c_char_p
    signatures: dict[str, tuple[object, ...]] = {
        "sd_bus_open_system": (POINTER(bus),),
        "sd_bus_new": (POINTER(bus),),
        "sd_bus_set_address": (bus, text),
        "sd_bus_set_bus_client": (bus, c_int),
        "sd_bus_start": (bus,),
        "sd_bus_add_match": (bus, c_void_p, text, c_void_p, c_void_p),
        "sd_bus_message_new_method_call": (bus, POINTER(message), text, text, text, text),
        "sd_bus_message_append_basic": (message, c_char, text),
        "sd_bus_message_append_array": (message, c_char, text, c_size_t),
        "sd_bus_message_open_container": (message, c_char, text),
        "sd_bus_message_close_container": (message,),
        "sd_bus_call": (bus, message, c_uint64, POINTER(_Error), c_void_p),
        "sd_bus_process": (bus, POINTER(message)),
        "sd_bus_wait": (bus, c_uint64),
        "sd_bus_message_is_signal": (message, text, text),
        "sd_bus_message_read_basic": (message, c_char, c_void_p),
    }
    for name, arguments in signatures.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, c_int
    for name in ("sd_bus_message_unref", "sd_bus_flush_close_unref"):
        function = getattr(library, name)
        function.argtypes, function.restype = (c_void_p,), c_void_p
    library.sd_bus_error_free.argtypes, library.sd_bus_error_free.restype = (POINTER(_Error),), None
    return library


def _refused(what: str, reason: str) -> SystemBusError:
    sentence = f"the system did not do {what} ({' '.join(reason.split())}); have whoever looks after the device do it"
    return SystemBusError(sentence, ErrorCode.SYSTEM_REFUSED, what)
