"""What says that there is too little memory, and what does not."""

from __future__ import annotations

import errno

import pytest

from edge_app.system.little_memory import is_little_memory

LINKER = "libavcodec.so.62: failed to map segment from shared object"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError(LINKER),
        RuntimeError("can't start new thread"),
        caused(ImportError("DLL load failed"), ImportError(LINKER)),
    ],
)
def test_what_libraries_say_where_memory_is_short(error: Exception) -> None:
    assert is_little_memory(error)


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space"), ImportError("cannot import name 'x'"), RuntimeError("x"), ValueError("memory")]
)
def test_anything_else_is_no_lack_of_memory(error: Exception) -> None:
    assert not is_little_memory(error)
