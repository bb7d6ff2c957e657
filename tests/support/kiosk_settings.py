"""The settings of a kiosk, by touch."""

from __future__ import annotations

from collections.abc import Callable

from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.kiosk_screen import item

OpenKiosk = Callable[..., tuple[Kiosk, Hand, ExamController]]


def section(hand: Hand, name: str) -> None:
    hand.touch("settings")
    hand.touch(f"section-{name}")


def said_value(kiosk: Kiosk, name: str) -> str:
    """Of a fact."""
    return str(item(kiosk, name).property("value"))
