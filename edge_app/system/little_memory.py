"""Too little memory: that it ends in a sentence, and which failures mean it.

Libraries say so in many ways, most of them not MemoryError.
"""

from __future__ import annotations

import errno
import os

# Of the dynamic linker, when a library in C is imported (glibc, elf/dl-load.c), and of Python's own threads.
_OF_IMPORTS = ("failed to map segment", "cannot allocate memory", "cannot map zero-fill pages", "cannot create shared object")
_OF_THREADS = "can't start new thread"
_OF_CPP = "std::bad_alloc"


def keep_blas_small() -> None:
    """Keep OpenBLAS, of which NumPy and OpenCV each bring one, from starting threads. To be called before they are imported.

    It does not look whether there is memory for a thread: under `ulimit -v` importing OpenCV ended in a segmentation fault.
    The products computed here, of a few thousand numbers, gain nothing by a second thread.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def is_little_memory(error: BaseException) -> bool:
    """True where the error, or one that it comes of, is a lack of memory."""
    behind: BaseException | None = error
    while behind is not None:
        if _says_so(behind):
            return True
        behind = behind.__cause__ or behind.__context__
    return False


def _says_so(error: BaseException) -> bool:
    match error:
        case MemoryError():
            return True
        case OSError():
            return error.errno == errno.ENOMEM
        case _ if _OF_CPP in str(error):
            return True
        case ImportError():
            return any(words in str(error).lower() for words in _OF_IMPORTS)
        case RuntimeError():
            return str(error) == _OF_THREADS
    return False
