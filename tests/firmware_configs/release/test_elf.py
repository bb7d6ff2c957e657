"""What an ELF file asks for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_configs.release.elf import needed_libraries
from tests.support.elf_files import elf

NAMES = st.lists(st.text("abcd.6+_", min_size=1, max_size=8).map("lib{}.so".format), unique=True, max_size=5)


@given(NAMES)
def test_every_library_is_found(names: list[str]) -> None:
    assert needed_libraries(elf(*names)) == tuple(names)


@given(NAMES, st.integers(20, 400))
def test_a_cut_file_is_an_error_or_names_nothing_else(names: list[str], length: int) -> None:
    try:
        found = needed_libraries(elf(*names)[:length])
    except ValueError:
        return
    assert set(found) <= set(names)


def test_a_real_library_is_read_as_the_loader_reads_it() -> None:
    (extension,) = Path(numpy.__file__).parent.glob("_core/_multiarray_umath*.so")
    found = needed_libraries(extension.read_bytes())
    listed = subprocess.run(["ldd", extension], capture_output=True, text=True, check=True).stdout
    assert found and all(name in listed for name in found)


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01"])
def test_what_is_no_elf_file_of_64_bits_asks_for_nothing(content: bytes) -> None:
    assert needed_libraries(content) == ()
