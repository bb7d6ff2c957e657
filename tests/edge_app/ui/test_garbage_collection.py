"""Garbage is collected on Qt's thread: what a kiosk leaves behind is freed there, and by no other thread."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

from edge_app.ui.garbage_collection import GarbageCollection


class Cycle:
    """Freed by the collector only; notes where."""

    def __init__(self, freed_on: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: freed_on.append(threading.get_ident()))


def allocate_much() -> None:
    """Enough to set the collector off several times, were it left to itself."""
    kept = [[index] for index in range(20_000)]
    del kept


def test_another_threads_allocations_free_nothing_and_the_event_loop_frees_it(qapp: Any, qtbot: Any) -> None:
    freed_on: list[int] = []
    collection = GarbageCollection()
    try:
        Cycle(freed_on)
        thread = threading.Thread(target=allocate_much)
        thread.start()
        thread.join()
        assert freed_on == []
        kept = [[index] for index in range(20_000)]
        qtbot.waitUntil(lambda: bool(freed_on), timeout=20_000)
        assert freed_on == [threading.get_ident()]
        assert kept
    finally:
        collection.close()
    assert gc.isenabled()


def test_closing_leaves_a_disabled_collector_disabled(qapp: Any) -> None:
    gc.disable()
    try:
        GarbageCollection().close()
        assert not gc.isenabled()
    finally:
        gc.enable()
