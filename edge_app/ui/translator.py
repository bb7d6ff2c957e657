"""The language of the screen, switched while it runs. The words are in `translations/`, made by `make translations`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Property, QCoreApplication, QObject, QTranslator, Signal, Slot
from PySide6.QtQml import QQmlEngine

TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = ("en", "de", "es")  # English is what the QML says itself


class Translator(QObject):
    """Which language the screen speaks; QML asks for the next one."""

    changed = Signal()

    def __init__(self, engine: QQmlEngine, language: str = "en") -> None:
        super().__init__()
        self._engine, self._translator, self.code = engine, QTranslator(), "en"
        self.switch_to(language)

    def close(self) -> None:
        """Leave the application as it was found."""
        QCoreApplication.removeTranslator(self._translator)

    @Slot(str)
    def switch_to(self, language: str) -> None:
        QCoreApplication.removeTranslator(self._translator)
        if language != "en":
            self._translator.load(str(TRANSLATIONS / f"edge_app_{language}.qm"))
            QCoreApplication.installTranslator(self._translator)
        self.code = language
        self._engine.retranslate()
        self.changed.emit()

    @Slot()
    def next(self) -> None:
        self.switch_to(LANGUAGES[(LANGUAGES.index(self.code) + 1) % len(LANGUAGES)])

    current = Property(str, lambda self: self.code, notify=changed)
