"""The protocols that come with the program, `factory/*.toml`.

An exam without a protocol of its own is read as the screening, as all were before there were others. Its file stays as it is.
"""

from __future__ import annotations

from importlib.resources import files

from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.protocols.reader import parse_protocol


def _read(name: str) -> Protocol:
    return parse_protocol(name, files("edge_app.exams.protocols").joinpath("factory").joinpath(f"{name}.toml").read_bytes())


SCREENING = _read("screening")
FACTORY = (SCREENING, _read("short"), _read("neuromuscular"))
