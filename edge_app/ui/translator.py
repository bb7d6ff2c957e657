"""The language of the screen, which can be switched at run time. `make translations` updates the texts in `translations/`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Property, QCoreApplication, QObject, QTranslator, Signal, Slot

TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = ("en", "de", "es")  # English is the language of the QML sources


class Translator(QObject):
    """The current language; QML chooses another one."""

    changed = Signal()

    def __init__(
        self, retranslate: Callable[[], None], language: str = "en", keep: Callable[[str], None] = lambda language: None
    ) -> None:
        """retranslate: has QML ask for its texts again. keep: called with each language that is chosen on the screen, to begin
        with it the next time.
        """
        super().__init__()
        self._retranslate, self._translator, self._keep, self.code = retranslate, QTranslator(), keep, "en"
        self.switch_to(language)

    def close(self) -> None:
        """Remove the translation from the application."""
        QCoreApplication.removeTranslator(self._translator)

    @Slot(str)
    def switch_to(self, language: str) -> None:
        QCoreApplication.removeTranslator(self._translator)
        if language != "en":
            self._translator.load(str(TRANSLATIONS / f"edge_app_{language}.qm"))
            QCoreApplication.installTranslator(self._translator)
        self.code = language
        self._retranslate()
        self.changed.emit()

    @Slot(str)
    def choose(self, language: str) -> None:
        """Switch to a language, for the next start as well."""
        self.switch_to(language)
        self._keep(language)

    @Slot()
    def next(self) -> None:
        self.choose(LANGUAGES[(LANGUAGES.index(self.code) + 1) % len(LANGUAGES)])

    current = Property(str, lambda self: self.code, notify=changed)
