"""Decommissioning from the screen: the keys and the exams are destroyed behind the lock, and the proof is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.errors import EdgeError
from edge_app.exams.decommission import Proof, decommission
from edge_app.exams.store.key_vault import KeyVault
from edge_app.system.atomic_write import write_output
from edge_app.ui.error_text import encode_error
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.removable_media import Stick

WORD = "ERASE"  # typed to confirm, in every language
PROOF = "edge-app-decommissioned.json"  # on a stick


class ErasureController(QObject):
    """Lives on Qt's thread. Afterwards there is nothing to do but take the proof and switch off: a restart is a new device."""

    changed = Signal()
    _ended = Signal(object)  # a Proof, or an encoded error

    def __init__(self, exam: ExamController, vault: KeyVault, media: Callable[[], list[Stick]]) -> None:
        super().__init__()
        self._exam, self._vault, self._media = exam, vault, media
        self._typed = ""
        self._busy = self._waiting = False  # waiting: for the end of what still needs the store
        self._proof: Proof | None = None
        self._fault = self._saved = ""
        self._ended.connect(self._end)
        exam.stored.changed.connect(self._begin)

    @Slot(str)
    def type(self, word: str) -> None:
        """The word that confirms it was typed, or another one."""
        self._typed = word.strip().upper()
        self.changed.emit()

    @Slot()
    def forget(self) -> None:
        """Nothing is confirmed any longer."""
        self._typed = ""
        self.changed.emit()

    @Slot()
    def erase(self) -> None:
        """Lock, which closes the store; then destroy, on the thread that has closed it."""
        if self._typed != WORD or self._busy or self._exam.busy or self._exam.exporter.busy:
            return
        self._busy, self._waiting, self._typed = True, True, ""
        self.changed.emit()
        self._exam.lock.lock()
        self._begin()

    @Slot()
    def _begin(self) -> None:
        if self._waiting and self._exam.is_closed:
            self._waiting = False
            self._exam.lock.behind(self._destroy)

    def _destroy(self) -> None:
        try:
            self._ended.emit(decommission(self._vault.folder, self._vault.device_key))
        except EdgeError as exc:
            self._ended.emit(encode_error(exc))

    @Slot(object)
    def _end(self, result: Proof | str) -> None:
        self._busy = False
        self._proof, self._fault = (result, "") if isinstance(result, Proof) else (None, result)
        self.changed.emit()

    @Slot()
    def saveProof(self) -> None:
        """Write the proof onto the first stick that takes it."""
        stick = next((one for one in self._media() if one.fault is None), None)
        if self._proof is None or stick is None:
            self._saved = "none"
        else:
            try:
                write_output(stick.place / PROOF, self._proof.as_json().encode())
                self._saved = str(stick.place / PROOF)
            except EdgeError:
                self._saved = "none"
        self.changed.emit()

    word = Property(str, lambda self: WORD, constant=True)
    isConfirmed = Property(bool, lambda self: self._typed == WORD, notify=changed)
    isBusy = Property(bool, lambda self: self._busy, notify=changed)
    isOver = Property(bool, lambda self: self._proof is not None or bool(self._fault), notify=changed)
    holds = Property(bool, lambda self: self._proof is not None and self._proof.holds, notify=changed)
    files = Property(int, lambda self: len(self._proof.destroyed) if self._proof else 0, notify=changed)
    checks = Property(int, lambda self: sum(one.passed for one in self._proof.checks) if self._proof else 0, notify=changed)
    allChecks = Property(int, lambda self: len(self._proof.checks) if self._proof else 0, notify=changed)
    digest = Property(str, lambda self: self._proof.database_sha256 if self._proof else "", notify=changed)
    fault = Property(str, lambda self: self._fault, notify=changed)
    saved = Property(str, lambda self: self._saved, notify=changed)  # where the proof lies; "none": no stick took it
