"""What the appliance is for. It is asked once, and decides whether a score is shown where the model was not validated."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from edge_app.errors import StoreError, disk_error_code
from edge_app.system.atomic_write import atomic_write
from edge_app.typed_reader import FormatError, build, parse_json

FILE = "purpose.json"  # in the folder of the exams

_log = logging.getLogger(__name__)


class Purpose(str, Enum):
    """What the appliance is for."""

    RESEARCH = "research"  # score and heatmap on any device, marked as research
    CLINICAL = "clinical use"  # on a device that was not validated, nothing


@dataclass(frozen=True)
class _Document:
    purpose: Purpose


class PurposeSetting:
    """The purpose, kept in a file. A file that cannot be read counts as clinical use, which shows less."""

    def __init__(self, folder: Path) -> None:
        """folder: of the exams; it need not be there yet."""
        self._file = folder / FILE
        self.purpose = self._read()

    def _read(self) -> Purpose | None:
        """None: nobody has chosen yet."""
        try:
            return build(_Document, parse_json(self._file.read_bytes())).purpose
        except FileNotFoundError:
            return None
        except (FormatError, OSError) as exc:
            _log.warning("%s cannot be read (%s): this appliance is taken to be for clinical use", self._file, exc)
            return Purpose.CLINICAL

    @property
    def research(self) -> bool:
        """Whether score and heatmap are shown where the model was not validated."""
        return self.purpose is Purpose.RESEARCH

    def choose(self, purpose: Purpose) -> None:
        """Keep the purpose. Raises StoreError."""
        try:
            atomic_write(self._file, (json.dumps({"purpose": purpose.value}) + "\n").encode(), mode=0o600)
        except OSError as exc:
            sentence = f"{self._file} cannot be written ({exc.strerror}); check space and permissions"
            raise StoreError(sentence, disk_error_code(exc)) from exc
        self.purpose = purpose
