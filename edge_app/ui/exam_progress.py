"""How the exam on the screen moves on: to its next step once what belongs to the last one is on the disk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from edge_app.device_profiles import DeviceProfiles
from edge_app.exams.step_note import StepNote
from edge_app.exams.store.store import ExamStore
from edge_app.exams.workflow import Workflow
from edge_app.ui.error_text import encode_notice
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.exam_state import ExamState
from edge_app.ui.live_model import LiveModel
from edge_app.ui.store_session import StoreSession


class ExamProgress(ExamState):
    """Lives on Qt's thread; the store is used only on the threads of `TaskRunner`."""

    moved = Signal()  # to another step: for what belongs to the exam. The screen follows by `changed`, after that
    settled = Signal()  # a change that leaves the step where it was is on the disk

    def __init__(self, live: LiveModel, services: ExamServices, profiles: DeviceProfiles | None) -> None:
        super().__init__(live, profiles)
        self.session = StoreSession(services.open_store, self)
        self._step_note = StepNote(services.vault.folder)

    def save(
        self,
        work: Callable[[ExamStore], Workflow],
        then: Callable[[Workflow], None],
        fail: Callable[[str], None] | None = None,
    ) -> None:
        """Make one change of the store. The workflow moves on only when it is on the disk; a failure changes only the message."""
        if self.busy:
            return

        def change(store: ExamStore) -> Workflow:
            workflow = work(store)
            self._warning = encode_notice(store)
            return workflow

        self.busy, self.fault, self.saved = True, "", 0
        self.stateChanged.emit()
        self.session.change(change, then, fail or self.fail)

    def save_aside(self, work: Callable[[ExamStore], None], then: Callable[[], None] = lambda: None) -> None:
        """Make a change of the store that leaves the workflow where it is; `then` follows once it is on the disk."""
        workflow = self.workflow

        def change(store: ExamStore) -> Workflow:
            work(store)
            return workflow

        def settle(workflow: Workflow) -> None:
            self.go(workflow)
            self.settled.emit()
            then()

        self.save(change, settle)

    def go(self, workflow: Workflow) -> None:
        """Move to another step; work in progress is done."""
        self.workflow, self.busy, self.fault, self.saved = workflow, False, "", 0
        self.moved.emit()
        self.session.later(lambda: self._step_note.write(workflow), self.fail)
        self._update_score()  # the patient may have changed
        self.changed.emit()
        self.stateChanged.emit()

    def go_unless_busy(self, step: Callable[[], Workflow]) -> None:
        """Take a step that does not change the store; not while saving, which takes its own step when it is done."""
        if not self.busy:
            self.go(step())

    def show(self, workflow: Workflow) -> None:
        """Freeze, or go live again: a step that nothing else follows."""
        self.workflow, self.fault, self.saved = workflow, "", 0
        self.changed.emit()
        self.chosenChanged.emit()
        self.stateChanged.emit()
