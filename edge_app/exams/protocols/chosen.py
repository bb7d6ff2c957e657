"""The protocol that exams begin with, as it was last chosen on the screen. Until somebody has chosen one, it is the screening."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.exams.protocols.library import ProtocolLibrary
from edge_app.exams.protocols.protocol import Protocol
from edge_app.system.atomic_write import atomic_write
from edge_app.typed_reader import FormatError, build, parse_json

FILE = "protocol.json"  # in the folder of the exams

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Document:
    protocol: str  # its name


class ChosenProtocol:
    """The choice, kept in a file. One that cannot be read or written is logged, and keeps nobody from an exam."""

    def __init__(self, library: ProtocolLibrary, folder: Path | None = None, first: str | None = None) -> None:
        """folder: of the exams; None: the choice is forgotten. first: the one to begin with, instead of the last one.

        Raises ConfigError where there is no such protocol.
        """
        self.library = library
        self._file = None if folder is None else folder / FILE
        self.now = library.find(first) if first is not None else self._read()

    def choose(self, name: str) -> None:
        """Begin with another one from now on. Raises ConfigError where there is no such protocol."""
        self.now = self.library.find(name)
        if self._file is None:
            return
        try:
            atomic_write(self._file, (json.dumps({"protocol": name}) + "\n").encode(), mode=0o600)
        except OSError as exc:
            _log.warning("%s cannot be written (%s): the protocol is forgotten at a restart", self._file, exc.strerror)

    def _read(self) -> Protocol:
        default = self.library.protocols[0]
        try:
            if self._file is None:
                return default
            return self.library.find(build(_Document, parse_json(self._file.read_bytes())).protocol)
        except FileNotFoundError:
            return default
        except (ConfigError, FormatError, OSError) as exc:
            _log.warning("%s: exams begin with the protocol %s (%s)", self._file, default.name, exc)
            return default
