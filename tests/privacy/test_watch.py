"""The watch itself finds what it is there to find: each kind of leak, made on purpose."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.privacy.canaries import finds, forms, planted
from tests.privacy.strace import Watched

NAME = planted(1)[0].identifier
Watch = Callable[[str], Watched]
TCP = "import socket; one = socket.socket(); one.bind(('127.0.0.1', 0)); one.listen()"
UDP = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.7', 5353))"
CONNECT = "import socket; socket.socket().connect_ex(('192.0.2.7', 104))"
SIX = "import socket; socket.socket(socket.AF_INET6).connect_ex(('2001:db8::7', 443))"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CONNECT!r}])"
THREAD = f"import threading; one = threading.Thread(target=exec, args=({CONNECT!r},)); one.start(); one.join()"
MACHINE_CODE = (
    "import ctypes; c = ctypes.CDLL(None); one = c.socket(2, 1, 0); "
    "c.connect(one, bytes([2, 0, 0, 104, 192, 0, 2, 7]) + bytes(8), 16)"
)


@pytest.mark.parametrize("lines", [TCP, UDP, CONNECT, SIX, CHILD, THREAD, MACHINE_CODE])
def test_a_socket_that_leads_out_is_found(watch_python: Watch, lines: str) -> None:
    assert watch_python(lines).network


def test_an_address_is_reported(watch_python: Watch) -> None:
    assert watch_python(CHILD).peers == {("192.0.2.7", 104)}


def test_a_socket_within_the_machine_is_reported_apart(watch_python: Watch) -> None:
    seen = watch_python("import socket; socket.socket(socket.AF_UNIX).connect_ex('/run/somebody')")
    assert not seen.network and seen.local == {"/run/somebody"}


@pytest.mark.parametrize(
    "content",
    [NAME.encode(), NAME.lower().encode(), NAME.encode("utf-16"), base64.b64encode(b"p=" + NAME.encode()), quote(NAME).encode()],
)
def test_a_name_in_a_file_that_is_gone_is_found(watch_python: Watch, content: bytes) -> None:
    seen = watch_python(f"import tempfile; one = tempfile.TemporaryFile(); one.write(b'x' * 5000 + {content!r}); one.flush()")
    assert [path for path, content in seen.written.items() if NAME in finds([NAME], content)]


def test_a_name_in_a_file_that_is_mapped_is_found(watch_python: Watch, tmp_path: Path) -> None:
    file = tmp_path / "mapped"
    seen = watch_python(
        f"import mmap; one = open({str(file)!r}, 'wb+'); one.truncate(4096); mmap.mmap(one.fileno(), 0).write({NAME.encode()!r})"
    )
    assert finds([NAME], seen.written[str(file)])


def test_a_mapped_file_that_is_gone_is_reported_as_unseen(watch_python: Watch, tmp_path: Path) -> None:
    file = tmp_path / "mapped"
    lines = f"import mmap, os; one = open({str(file)!r}, 'wb+'); one.truncate(4096); mmap.mmap(one.fileno(), 0); "
    assert watch_python(lines + "os.unlink(one.name)").unseen == {str(file)}


@pytest.mark.parametrize("mapped", [True, False])
def test_a_file_without_a_name_is_unseen_only_if_it_is_mapped(watch_python: Watch, tmp_path: Path, mapped: bool) -> None:
    """What locks a folder stays empty; what is mapped could hold anything."""
    lines = f"import mmap, os; one = os.open({str(tmp_path)!r}, os.O_TMPFILE | os.O_RDWR); os.ftruncate(one, 4096); "
    seen = watch_python(lines + ("mmap.mmap(one, 0)" if mapped else "os.close(one)"))
    assert len(seen.unseen) == mapped


def test_a_name_of_a_file_and_on_a_command_line_is_found(watch_python: Watch) -> None:
    seen = watch_python(f"import os, subprocess; os.path.exists('/tmp/{NAME}.png'); subprocess.run(['true', {NAME!r}])")
    assert any(NAME in path for path in seen.paths) and any(NAME in line for line in seen.arguments)


def test_a_name_on_standard_error_is_found(watch_python: Watch) -> None:
    assert finds([NAME], watch_python(f"raise ValueError({NAME!r})").said)


def test_forms_are_found_wherever_they_begin() -> None:
    for before in (b"", b"a", b"ab"):
        assert finds([NAME], base64.b64encode(before + NAME.encode() + b"xyz"))
    assert len(set(forms(NAME))) > 20 and not finds([NAME], b"nothing of the kind" * 100)


def test_fifty_different_texts_are_planted() -> None:
    assert len({text for one in planted(25) for text in (one.identifier, one.reason)}) == 50
