"""Qt's messages on standard error, without the words of QML: an error in a slot comes back from there in full, names and all."""

from __future__ import annotations

import re
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType

PLACE = re.compile(r"(?:file://|qrc:)[^\s:]+(?::\d+)*")  # at the beginning of what QML says


def log_place(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """A handler for qInstallMessageHandler: Qt's own categories in full, of the others the kind and the place in the QML."""
    category = context.category or ""
    if category.startswith("qt."):
        told = f"{category}: {message}"
    else:
        found = PLACE.match(message)
        told = f"{kind.name} at {found[0] if found else context.file or category}"
    print(told, file=sys.stderr, flush=True)
