"""Looks about once a second whether a scanner's screen still shows the texts of its settings as they were marked."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.records import Control, Frame
from edge_app.scanner_screen.setting_text import SettingText, shows

LOOK_EVERY_S = 1.0  # s
CONFIRM_AFTER_S = 0.5  # s, after a look that differs from what holds
LOOKS = 2  # in a row that must agree before another text holds; the first look of all holds at once


@dataclass
class _Watched:
    """One text: what holds of it, and how many looks in a row have contradicted that."""

    same: bool
    against: int = 0

    def look(self, same: bool) -> None:
        self.against = 0 if same is self.same else self.against + 1
        if self.against >= LOOKS:
            self.same, self.against = same, 0


class SettingTextWatch:
    """The controls that a scanner only draws, of the frames of one stream. For one thread."""

    def __init__(self) -> None:
        self._source = ""
        self._texts: tuple[SettingText, ...] = ()
        self._watched: dict[SettingText, _Watched] = {}  # without those whose images have another size
        self._last_ns = self._due_ns = 0
        self._controls: tuple[Control, ...] = ()

    def controls(self, frame: Frame, texts: tuple[SettingText, ...]) -> tuple[Control, ...]:
        """One control for each of the texts that are marked on images of the frame's size; one object while nothing changes.

        A text that is not marked on images of this size has none: whether it changed is not known.
        """
        if (frame.source, texts) != (self._source, self._texts):
            self._source, self._texts, self._watched, self._due_ns = frame.source, texts, {}, frame.captured_ns
        if frame.captured_ns >= self._due_ns or frame.captured_ns < self._last_ns:
            self._look(frame)
        self._last_ns = frame.captured_ns
        return self._controls

    def _look(self, frame: Frame) -> None:
        fitting = [text for text in self._texts if text.fits(frame.pixels)]
        before, self._watched = self._watched, {}
        for text in fitting:
            same = shows(frame.pixels, text)
            self._watched[text] = before.get(text, _Watched(same))
            self._watched[text].look(same)
        doubtful = any(watched.against for watched in self._watched.values())
        self._due_ns = frame.captured_ns + int((CONFIRM_AFTER_S if doubtful else LOOK_EVERY_S) * 1e9)
        controls = tuple(text.control if one.same else text.changed_control for text, one in self._watched.items())
        if controls != self._controls:
            self._controls = controls
