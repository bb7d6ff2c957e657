"""The protocols to choose from: those of the program, then the clinic's own, which are files in a folder of the settings.

A faulty file of the clinic keeps nobody from an exam: it is left out, and said.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.exams.protocols.factory import FACTORY
from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.protocols.reader import parse_protocol
from edge_app.typed_reader import FormatError, nearest

MAX_FILES = 50  # of the clinic; more are no choice for a screen
MAX_BYTES = 65_536  # of a file


@dataclass(frozen=True)
class FaultyFile:
    """A file that is left out."""

    file: Path  # or their folder
    fault: str  # one sentence that names file and key


@dataclass(frozen=True)
class ProtocolLibrary:
    """What there is to choose from."""

    protocols: tuple[Protocol, ...] = FACTORY  # never empty; those of the program first
    faulty: tuple[FaultyFile, ...] = ()

    def find(self, name: str) -> Protocol:
        """A protocol by its name. Raises ConfigError."""
        for protocol in self.protocols:
            if protocol.name == name:
                return protocol
        for one in self.faulty:
            if one.file.stem == name:
                raise ConfigError(one.fault)
        names = [protocol.name for protocol in self.protocols]
        raise ConfigError(f"there is no protocol {name!r}{nearest(name, names)}; known are {', '.join(names)}")


def read_library(folder: Path) -> ProtocolLibrary:
    """The protocols of the program, and those in the clinic's folder by name; a folder that is not there is empty."""
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".toml")
    except FileNotFoundError:
        files = []
    except OSError as exc:
        return ProtocolLibrary(faulty=(FaultyFile(folder, f"{folder} cannot be read ({exc.strerror}); check its permissions"),))
    found = [read_file(file) for file in files[:MAX_FILES]]
    found += [FaultyFile(file, f"{file} is one too many: at most {MAX_FILES} are read") for file in files[MAX_FILES:]]
    own = tuple(one for one in found if isinstance(one, Protocol))
    return ProtocolLibrary((*FACTORY, *own), tuple(one for one in found if isinstance(one, FaultyFile)))


def read_file(file: Path) -> Protocol | FaultyFile:
    """One file of the clinic."""
    try:
        if file.stem in {protocol.name for protocol in FACTORY}:
            raise FormatError("has the name of a protocol that comes with the program; give it another one")
        if not file.is_file() or file.stat().st_size > MAX_BYTES:  # a pipe would be waited for
            raise FormatError(f"is no file of at most {MAX_BYTES:,} bytes, as no protocol is")
        return parse_protocol(file.stem, file.read_bytes())
    except OSError as exc:
        return FaultyFile(file, f"{file} cannot be read ({exc.strerror}); check the file and its permissions")
    except FormatError as exc:
        return FaultyFile(file, f"{file} {exc}")
