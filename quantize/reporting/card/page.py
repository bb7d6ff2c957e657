"""From the measured files to the pages: Markdown by templates, in which no figure is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from edge_app.errors import ConfigError
from edge_app.guard.scope import MeasuredShare
from edge_app.records import Interval
from edge_app.system.atomic_write import make_folder, write_output
from quantize.dataset.unlabelled import real_sources
from quantize.evaluation.classifiers import NETWORK
from quantize.evaluation.robustness.gate import MIN_IMAGES
from quantize.evaluation.robustness.records import CellMeasures, RobustnessMatrix, Share
from quantize.guard.rates import ALL, Question, Rate
from quantize.reporting.card.sources import CardSources, FoundInterval

PAGES = {"MODEL_CARD.md": "model_card.md.j2", "DATA_SHEET.md": "data_sheet.md.j2", "APPRAISAL.md": "appraisal.md.j2"}
BASELINES = ("echo intensity of the region", "echo intensity of the region, age, sex, height, weight")
ASKED = (  # what the issue asks to hold still: kind and severity of the robustness matrix
    ("gain down", 2), ("gain up", 2), ("gain down", 4), ("gain up", 4), ("mirror", 1), ("shift", 2), ("JPEG", 2), ("blur", 2),
)  # fmt: skip


@dataclass(frozen=True)
class GuardRow:
    """What the guard did to one kind of crops."""

    what: str
    part: str
    share: str


class Figures:
    """What the templates ask for."""

    def __init__(self, sources: CardSources) -> None:
        self._sources = sources
        self.used: list[str] = []  # names of recorded figures, in the order of their first use

    def recorded(self, name: str) -> str:
        """A figure that was written down by hand; it is listed at the end of its page."""
        if name not in self._sources.recorded:
            return "(not measured)"
        if name not in self.used:
            self.used.append(name)
        return self._sources.recorded[name].text

    def groups(self) -> Iterator[tuple[str, str]]:
        """Classifier and group, as the card shows them."""
        evaluated = self._sources.evaluated
        if evaluated is None:
            return
        names = dict.fromkeys(row.group for row in evaluated.rows)
        for classifier in (NETWORK, *BASELINES):
            yield from ((classifier, group) for group in names if group not in ("female", "male"))

    def guard_rows(self) -> Iterator[GuardRow]:
        """The questions that the gate asks of the guard, and every part that has a limit of its own."""
        guard = self._sources.bundle.manifest.guard
        for question, single in (
            (Question.REJECTED, True),
            (Question.REJECTED_BY_GRADE, True),
            (Question.OTHER_THINGS, True),
            (Question.DRAWN_THINGS, False),
            (Question.LONGITUDINAL, True),
            (Question.TRANSVERSE, True),
            (Question.TRANSVERSE_BY_GRADE, False),
        ):
            parts = [one for one in (guard.measured if guard else ()) if one.question == question.value and one.part != ALL]
            if not parts:
                continue
            if single:
                yield from (GuardRow(question.value, one.part, _measured(one)) for one in parts)
            rate = Rate(ALL, sum(one.count for one in parts), sum(one.of for one in parts))
            low, high = rate.interval
            yield GuardRow(question.value, ALL, f"{rate.count} of {rate.of} ({_percent(low)}–{_percent(high)} %)")

    def total(self, question: str) -> str:
        """Count of a question of the guard, over all parts: "18 of 19"."""
        asked = Question[question].value
        guard = self._sources.bundle.manifest.guard
        parts = [one for one in (guard.measured if guard else ()) if one.question == asked and one.part != ALL]
        return f"{sum(one.count for one in parts)} of {sum(one.of for one in parts)}" if parts else "not measured"

    def real_sources(self) -> list[dict[str, str]]:
        """Real frames that the project knows, with licence and use."""
        return [
            {"folder": s.folder, "shows": s.shows, "published": s.published, "licence": s.licence, "use": s.use}
            for s in real_sources()
        ]


def asked_cells(matrix: RobustnessMatrix) -> Iterator[CellMeasures]:
    """The rows of the first INT8 graph that a card shows; all there are of them."""
    graph = next((name for name in matrix.graphs if name.startswith("int8")), matrix.graphs[0])
    for name, severity in ASKED:
        if (row := matrix.row(graph, name, severity)) is not None:
            yield row


def render(sources: CardSources, page: str) -> str:
    """One of PAGES. Raises ConfigError for a bundle that its prose is not true of."""
    if not sources.bundle.manifest.training_data.simulated:
        raise ConfigError(
            f"{sources.bundle.id} was not trained on simulated images, as the pages say; write templates of its own in "
            "quantize/reporting/card first"
        )
    figures = Figures(sources)
    environment = Environment(
        loader=PackageLoader("quantize.reporting.card", "."),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"interval": _interval, "percent": _percent, "share": _share, "fixed": _fixed}
    environment.filters["thousands"] = "{:,}".format
    template = environment.get_template(PAGES[page])
    manifest = sources.bundle.manifest
    reasons = Counter[str]()
    for one in sources.abstentions.sets if sources.abstentions else ():
        reasons.update(one.rejected)
    return template.render(
        s=sources,
        m=manifest,
        figures=figures,
        asked_cells=asked_cells,
        reasons=sorted(reasons),
        network=NETWORK,
        min_images=MIN_IMAGES,
    )


def write_pages(sources: CardSources, out: Path) -> None:
    """Write every page into a folder. Raises ExportError when the disk refuses."""
    pages = {name: render(sources, name) for name in PAGES}  # before anything is written
    make_folder(out)
    for name, text in pages.items():
        write_output(out / name, text.encode())


def _interval(found: Interval | FoundInterval) -> str:
    if found.value is None or found.low is None or found.high is None:
        return "not defined"
    return f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})"


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f}"


def _fixed(value: float, digits: int) -> str:
    """As the documents write a share: .123."""
    text = f"{value:.{digits}f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def _share(found: Share) -> str:
    if found.share is None or found.low is None or found.high is None:
        return "none"
    return f"{found.count} of {found.of}, {_percent(found.share)} % ({_percent(found.low)}–{_percent(found.high)})"


def _measured(one: MeasuredShare) -> str:
    return f"{one.count} of {one.of} ({_percent(one.low)}–{_percent(one.high)} %)"
