"""Standard output and error: text that fits on a line, and streams that cannot be written."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

_OUTPUT_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EPIPE, errno.EBADF)


def one_line(text: str) -> str:
    """The text with every unprintable character escaped: a file's name may hold anything, and a message is one line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def print_error(sentence: str) -> None:
    """One line on standard error; nothing where that cannot be written either."""
    try:
        click.echo(f"Error: {one_line(sentence)}", err=True)
    except OSError:
        discard(sys.stderr)


def print_note(sentence: str) -> None:
    """One line on standard error, above a progress bar where there is one; nothing where it cannot be written."""
    from tqdm import tqdm

    try:
        tqdm.write(one_line(sentence), file=sys.stderr)
    except OSError:
        discard(sys.stderr)


def open_missing_streams() -> None:
    """Give a process that was started with a closed standard stream one that leads nowhere; written output is then a fault.

    Otherwise the next file that is opened takes the stream's number, and what is meant for the terminal is written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)  # takes the lowest free number, this one
    if sys.stdout is None:  # as Python has it then; not being writable, the file makes every write an EBADF
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def is_output_fault(error: OSError) -> bool:
    """Whether standard output could not be written; an error with a file's name is about that file."""
    return error.filename is None and error.errno in _OUTPUT_FAULTS


def discard(stream: TextIO | None) -> None:
    """Send the rest of a stream that cannot be written to nowhere.

    Otherwise the interpreter tries what is left once more when it ends, and makes the exit code 120.
    """
    if stream is None:
        return
    with suppress(OSError, ValueError):  # a stream without a descriptor, as tests use
        null = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(null, stream.fileno())
        finally:
            os.close(null)
