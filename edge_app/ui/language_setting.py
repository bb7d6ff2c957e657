"""The language that was chosen on the screen, for the next start; without one the settings decide (`screen.language`)."""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import StoreError, disk_error_code
from edge_app.system.atomic_write import atomic_write
from edge_app.ui.translator import LANGUAGES

FILE = "language"  # in the folder of the exams


class LanguageSetting:
    """Kept in a file, which says nothing of patients."""

    def __init__(self, folder: Path) -> None:
        """folder: of the exams; it need not be there yet."""
        self._file = folder / FILE

    def read(self, default: str) -> str:
        """What was chosen; `default` where nobody has, or the file cannot be read."""
        try:
            chosen = self._file.read_bytes()[:8].decode("ascii", errors="replace").strip()
        except OSError:
            return default
        return chosen if chosen in LANGUAGES else default

    def choose(self, language: str) -> None:
        """Raises StoreError."""
        try:
            atomic_write(self._file, f"{language}\n".encode(), mode=0o600)
        except OSError as exc:
            sentence = f"{self._file} cannot be written ({exc.strerror}); check space and permissions"
            raise StoreError(sentence, disk_error_code(exc)) from exc
