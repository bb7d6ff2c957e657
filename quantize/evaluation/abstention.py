"""What becomes of the images of a set, by the appliance's own path: rejected, and why; indeterminate; given a label."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.records import Guard, Label
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json, short
from quantize.evaluation.robustness.answers import CellAnswers
from quantize.evaluation.robustness.cases import CaseSet
from quantize.evaluation.robustness.records import Share

SCHEMA = 1  # of the JSON file; raised when a key changes its meaning
COUNT_AGAIN = "count again with `python -m quantize abstention`"


@dataclass(frozen=True)
class AnsweredSet:
    """One set of images. Every image is counted once."""

    name: str  # of its folder, or of the one above a folder "images"
    simulated: bool  # as its data set declares; a folder of recordings is taken for real
    data: str  # which images, in words
    sha256: str
    images: int
    subjects: int
    rejected: dict[str, int]  # reason of the guard -> images
    indeterminate: int
    normal: int
    abnormal: int

    @property
    def refused(self) -> int:
        """Images that the guard rejected."""
        return sum(self.rejected.values())

    @property
    def unanswered(self) -> Share:
        """Images without a label, with Wilson's interval, which takes them for independent."""
        return Share.counted(self.refused + self.indeterminate, self.images)


@dataclass(frozen=True)
class Abstentions:
    """What `python -m quantize abstention` counted of one bundle."""

    schema: int
    command: str
    machine: str
    created: str  # UTC, ISO 8601
    bundle: str  # name and short hash
    bundle_sha256: str  # of all of the bundle that an answer of this graph depends on
    graph: str
    views: bool  # whether each answer is that of several views, as of a frozen image
    sets: tuple[AnsweredSet, ...]


def count_answers(cases: CaseSet, simulated: bool, answers: CellAnswers, graph: str) -> AnsweredSet:
    """answers: to the untouched images of the set, in their order."""
    folder = cases.folder
    labels = Counter(answers.graphs[graph].labels.tolist())
    reasons = Counter(guard for guard in answers.guard.tolist() if guard != Guard.FIT.value)
    return AnsweredSet(
        name=folder.parent.name if folder.name == "images" else folder.name,
        simulated=simulated,
        data=cases.description,
        sha256=cases.sha256,
        images=len(cases.cases),
        subjects=cases.subjects,
        rejected=dict(sorted(reasons.items())),
        indeterminate=labels[Label.INDETERMINATE.value],
        normal=labels[Label.NORMAL.value],
        abnormal=labels[Label.ABNORMAL.value],
    )


def write_abstentions(path: Path, found: Abstentions) -> None:
    """Write it as JSON. Raises ExportError."""
    write_output(path, json.dumps(asdict(found), indent=1, allow_nan=False).encode() + b"\n")


def read_abstentions(path: Path) -> Abstentions:
    """Read it back. Raises ConfigError, in one sentence."""
    try:
        document = parse_json(path.read_bytes())
        if document.get("schema") != SCHEMA:
            found = short(document.get("schema"))
            raise ConfigError(f"{path} has schema {found}, but this program reads {SCHEMA}; {COUNT_AGAIN}")
        return build(Abstentions, document)
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; {COUNT_AGAIN}") from exc
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); {COUNT_AGAIN}") from exc
