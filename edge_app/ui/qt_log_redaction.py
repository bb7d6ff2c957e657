"""Qt's messages on standard error, without texts from QML: it repeats an error raised in a slot in full, with patient names."""

from __future__ import annotations

import re
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType

PLACE = re.compile(r"(?:file://|qrc:)[^\s:]+(?::\d+)*")  # at the beginning of a QML message


def log_place(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """A handler for qInstallMessageHandler: prints Qt's own categories in full, of others only the type and place in the QML."""
    category = context.category or ""
    if category.startswith("qt."):
        line = f"{category}: {message}"
    else:
        found = PLACE.match(message)
        line = f"{kind.name} at {found[0] if found else context.file or category}"
    print(line, file=sys.stderr, flush=True)
