"""Steps that are done once: a step is finished while what it was made of, and what it made, are unchanged.

Nothing is a list of what was done, which could be wrong: a note of each step holds the hash of its inputs and of its output, and
a step whose hashes are others, because it was stopped, or an input or its output changed, is done again. So is all that follows
from it, if its output comes out differently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ExportError
from edge_app.system.atomic_write import make_folder, write_output
from quantize.steps.inputs import Say


@dataclass(frozen=True)
class Step:
    """One step of several."""

    name: str
    inputs: tuple[Path, ...]  # files and folders that it reads
    settings: tuple[object, ...]  # whatever else decides what comes out
    output: Path  # the file or folder that it writes, and nothing else
    run: Callable[[], None]


class Journal:
    """The notes of a sequence of steps, in a folder of their own."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._folder, self._say = folder, say
        self._known: dict[Path, str] = {}  # hashes taken since the start; a data set takes a second

    def run(self, steps: Sequence[Step]) -> None:
        """Run, in order, what is not finished. Raises what a step raises, and ExportError for an input that cannot be read."""
        make_folder(self._folder)
        for number, step in enumerate(steps, 1):
            title = f"step {number} of {len(steps)}, {step.name}"
            if self.is_finished(step):
                self._say(f"{title}: finished before")
                continue
            asked = self._asked(step)  # of the inputs as they are before it runs
            self._say(title)
            step.run()
            self._known.pop(step.output, None)
            write_output(self._note(step), json.dumps([asked, self._hash(step.output)]).encode())

    def is_finished(self, step: Step) -> bool:
        """Whether it need not be run. Raises ExportError for an input that cannot be read."""
        return step.output.exists() and _read(self._note(step)) == [self._asked(step), self._hash(step.output)]

    def _note(self, step: Step) -> Path:
        return self._folder / f"{step.name}.json"

    def _asked(self, step: Step) -> str:
        parts = [step.name, *map(repr, step.settings), *(self._hash(path) for path in step.inputs)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _hash(self, path: Path) -> str:
        if path not in self._known:
            self._known[path] = content_hash(path)
        return self._known[path]


def content_hash(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of all files below a folder. Raises ExportError."""
    digest = hashlib.sha256()
    try:
        for file in sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]:
            name = str(file.relative_to(path)).encode()
            digest.update(name + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    except OSError as exc:
        raise ExportError(f"{exc.filename or path} cannot be read ({exc.strerror}); check that it is there") from exc
    return digest.hexdigest()


def _read(note: Path) -> object:
    """None where there is no note, or it is damaged: the step is done again."""
    try:
        return json.loads(note.read_bytes())
    except (OSError, ValueError):
        return None
