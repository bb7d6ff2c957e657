"""Addresses of OpenIGTLink servers."""

from __future__ import annotations

import pytest

from edge_app.capture.openigtlink.source import PORT, Address
from edge_app.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("scanner:18945/Image", Address("scanner", 18945, "Image")),
        ("10.0.0.7", Address("10.0.0.7", PORT, "")),
        ("[fe80::1]:18944/Bk5 Video", Address("fe80::1", 18944, "Bk5 Video")),
    ],
)
def test_addresses_are_read_and_shown(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert Address.parse(str(address).removeprefix("igtl:")) == address


@pytest.mark.parametrize("text", ["", ":18944", "host:port", "host:99999", "/Image", "user@host", "[::1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not igtl:HOST:PORT"):
        Address.parse(text)
