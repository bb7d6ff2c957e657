"""A thread's name, as the kernel has it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from edge_app.system.thread_name import name_thread


@pytest.mark.skipif(sys.platform != "linux", reason="the names lie in /proc")
@pytest.mark.parametrize(("name", "seen"), [("inference", "inference"), ("a name that is too long", "a name that is ")])
def test_the_kernel_has_the_name(name: str, seen: str) -> None:
    found: list[str] = []

    def work() -> None:
        name_thread()
        found.append(Path(f"/proc/self/task/{threading.get_native_id()}/comm").read_text().removesuffix("\n"))

    thread = threading.Thread(target=work, name=name)
    thread.start()
    thread.join()
    assert found == [seen]
