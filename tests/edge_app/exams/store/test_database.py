"""A database with a damaged page: whatever is asked of it is answered, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from edge_app.errors import StoreError
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.database import STORE
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, filled, found

PAGE = 4096  # bytes, of SQLCipher 4


def use(store: ExamStore) -> None:
    """What a day brings. Where a step is refused the next one follows: SQLite remembers what went wrong before."""
    steps: tuple[Callable[[], object], ...] = (
        store.faults,
        lambda: [store.view(line.id) for line in store.exams()],
        lambda: store.log(Action.EXPORT, "", "a test"),
        lambda: store.add(store.start(PATIENT).id, SITE, found(), ENGINE),
    )
    for step in steps:
        with suppress(StoreError):
            step()


def test_whichever_page_is_damaged_no_step_ends_in_anything_but_a_sentence(tmp_path: Path) -> None:
    """SQLCipher answers "out of memory", a MemoryError in Python, to what follows after a page that it could not decrypt."""
    original = tmp_path / "original"
    filled(original).close()
    data = (original / STORE).read_bytes()
    refused = 0
    for page in range(len(data) // PAGE):
        damaged = bytearray(data)
        damaged[page * PAGE + PAGE // 2] ^= 1
        folder = tmp_path / str(page)
        folder.mkdir()
        (folder / STORE).write_bytes(damaged)
        with ExitStack() as stack:
            try:
                store = stack.enter_context(ExamStore(folder, KEY, "nurse"))
            except StoreError:
                refused += 1
                continue
            use(store)
    assert 1 <= refused < len(data) // PAGE, "the first page cannot be done without, most others can"
