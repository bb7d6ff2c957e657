"""Whether a failure means that the machine has too little memory: libraries say so in many ways, most of them not MemoryError."""

from __future__ import annotations

import errno

# Of the dynamic linker, when a library in C is imported (glibc, elf/dl-load.c), and of Python's own threads.
_OF_IMPORTS = ("failed to map segment", "cannot allocate memory", "cannot map zero-fill pages", "cannot create shared object")
_OF_THREADS = "can't start new thread"


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
        case ImportError():
            return any(words in str(error).lower() for words in _OF_IMPORTS)
        case RuntimeError():
            return str(error) == _OF_THREADS
    return False
