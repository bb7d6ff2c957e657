"""What an adapter returns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quantize.dataset.importers.candidate import Candidate
from quantize.dataset.importers.mapping import Mapping


@dataclass(frozen=True)
class Found:
    """The images of a source, and what was taken for what to find them."""

    mapping: Mapping
    candidates: tuple[Candidate, ...]
    pictures: tuple[Path, ...] = ()  # all that a table's row may mean; empty: the candidates' own files
    notes: tuple[str, ...] = ()  # what the reader of the plan should know
    faults: tuple[str, ...] = ()  # a sentence for each row or file that is no candidate
