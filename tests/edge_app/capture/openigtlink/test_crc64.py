"""The checksum against pyigtl's, and the standard's own value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyigtl.messages import CRC64

from edge_app.capture.openigtlink.crc64 import crc64


def test_the_check_value_of_the_catalogue() -> None:
    assert crc64(b"123456789") == 0x6C40DF5F0B497347  # CRC-64/ECMA-182
    assert crc64(b"") == 0


@given(data=st.binary(max_size=700), times=st.integers(1, 40))
def test_any_bytes_as_pyigtl_sums_them(data: bytes, times: int) -> None:
    assert crc64(data * times) == CRC64(data * times)


@given(data=st.binary(min_size=1, max_size=300), bit=st.integers(0, 2399))
def test_every_bit_counts(data: bytes, bit: int) -> None:
    place = bit % (8 * len(data))
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    assert crc64(data) != crc64(changed)
