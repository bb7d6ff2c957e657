"""The address of a DICOM server, as a user types it."""

from __future__ import annotations

import pytest

from edge_app.errors import ConfigError
from edge_app.exams.export.dicom.node import DicomNode


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HOST:104",
        "A@host",
        "A@host:0",
        "A@host:x",
        "A@:104",
        "SEVENTEEN-LETTERS@host:104",
        "Ä@host:104",
        "A\\B@host:104",
        "A\nB@host:104",
        " @host:104",
    ],
)
def test_a_wrong_server_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigError, match="TITLE@HOST:PORT"):
        DicomNode.parse(text)
    assert str(DicomNode.parse("ARCHIVE@10.0.0.1:104")) == "ARCHIVE@10.0.0.1:104"
