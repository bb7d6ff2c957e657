"""The language of the screen, as it was last chosen there. Until somebody has chosen one, it is the configured one."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge_app.system.atomic_write import atomic_write
from edge_app.typed_reader import FormatError, build, parse_json

FILE = "language.json"  # in the folder of the exams
Language = Literal["en", "de", "es"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Document:
    language: Language


class LanguageSetting:
    """The language, kept in a file. One that cannot be read or written is logged, and keeps nobody from an exam."""

    def __init__(self, folder: Path, configured: Language) -> None:
        """folder: of the exams; it need not be there yet."""
        self._file, self._configured = folder / FILE, configured

    def read(self) -> Language:
        """The language to begin with."""
        try:
            return build(_Document, parse_json(self._file.read_bytes())).language
        except FileNotFoundError:
            return self._configured
        except (FormatError, OSError) as exc:
            _log.warning("%s cannot be read (%s): the screen has the configured language", self._file, exc)
            return self._configured

    def keep(self, language: str) -> None:
        """Begin with `language` from now on."""
        try:
            atomic_write(self._file, (json.dumps({"language": language}) + "\n").encode(), mode=0o600)
        except OSError as exc:
            _log.warning("%s cannot be written (%s): the language is forgotten at a restart", self._file, exc.strerror)
