"""What says that there is too little memory, and what does not."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

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
        ImportError("Exception caught: std::bad_alloc"),
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


def test_a_limit_of_address_space_ends_in_a_sentence(tmp_path: Path) -> None:
    """OpenBLAS starts a thread for every processor as OpenCV is imported, and does not look whether it got memory for them."""
    limit = (340 << 20,) * 2  # what the libraries take is lacking; with a little more some end the process themselves
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-m", "edge_app", "analyse", str(tmp_path / "none.png")],
        env=environment, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode > 0 and done.stdout == "", done.returncode
    assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1, done.stderr
