"""A comparison's page and text, of made-up results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from benchmarks.report.comparison import comparison
from benchmarks.report.document import Mark, Notice, Report, Row, Table
from benchmarks.report.entry import Entry
from benchmarks.report.html_page import html_page
from benchmarks.report.markdown import markdown
from benchmarks.result.records import Peaks
from tests.support.made_up_results import GOLDEN, made_up_board, made_up_engine, made_up_entries, made_up_workstation

VOID_TAGS = {"meta"}


@pytest.fixture(scope="module")
def report() -> Report:
    return comparison(made_up_entries())


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return html_page(report)


class Balance(HTMLParser):
    """Every element that is opened is closed, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open = list[str]()
        self.values = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.values += [value for name, value in attrs if value and name in ("href", "src", "action", "style")]
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def rows(report: Report, title: str) -> Iterator[Row]:
    for section in report.sections:
        if section.title == title:
            for part in section.parts:
                if isinstance(part, Table):
                    yield from part.rows


def titles(report: Report) -> list[str]:
    return [section.title for section in report.sections]


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_it_reads_as_it_did(report: Report, suffix: str) -> None:
    """After a change on purpose: `python -m tests.support.made_up_results`, and look at both files."""
    written = markdown(report) if suffix == ".md" else html_page(report)
    assert written == GOLDEN.with_suffix(suffix).read_text(encoding="utf-8")


def test_the_page_is_whole_and_needs_nothing_else(page: str) -> None:
    reader = Balance()
    reader.feed(page)
    assert reader.open == []
    assert all(value.startswith("#") for value in reader.values)
    assert "url(" not in page and "@import" not in page and "<script" not in page and "http:" not in page and "https:" not in page
    assert page.count("<svg") == len(re.findall("<svg[^>]*><title>[^<]+</title>", page)) > 5


def test_a_name_that_is_markup_stays_a_name(page: str, report: Report) -> None:
    assert "<b>workstation" not in page and "&lt;b&gt;workstation&lt;/b&gt;" in page
    assert "<b>workstation" not in markdown(report) and r"\<b\>workstation\</b\> \| x86" in markdown(report)


def test_void_and_screening_stand_out_in_words(report: Report) -> None:
    void = [row for row in rows(report, "Runtimes") if Mark.VOID in row.marks]
    assert [row.cells[0] for row in void] == ["onnxruntime fp32, 4 threads"]
    assert all(Mark.SCREENING in row.marks for row in rows(report, "Runtimes") if row.entry == 1)
    notices = [part for part in report.sections[0].parts if isinstance(part, Notice)]
    assert [notice.mark for notice in notices] == [Mark.VOID, Mark.SCREENING]
    assert "throttled in 3 of 60 seconds" in notices[0].text and "too short to be quoted" in notices[1].text


def test_sound_results_are_said_to_be_sound() -> None:
    board = made_up_board()
    text = markdown(comparison([Entry(0, replace(board, engines=board.engines[:3]))]))
    assert "nothing in them is void" in text


def test_an_interrupted_result_and_other_bundles_are_pointed_out() -> None:
    board = made_up_board()
    other = replace(board, complete=False, software=replace(board.software, bundle_sha256="another", commit="another"))
    text = markdown(comparison([Entry(0, board), Entry(1, other)]))
    assert "was interrupted" in text and "\n> The results are of different bundles" in text and "different commits" in text


def test_a_void_runtime_is_never_the_fastest() -> None:
    board = made_up_board()
    engines = (made_up_engine("litert", "int8", 4, 1.0, void="disturbed (made up)"), *board.engines)
    report = comparison([Entry(0, replace(board, engines=engines))])
    assert next(rows(report, "At a glance")).cells[1:3] == ("litert int8, 4 threads", "3.68 (3.63–3.72)")
    assert all(Mark.VOID not in row.marks for row in rows(report, "Runtimes") if Mark.FASTEST in row.marks)


def test_where_all_is_void_there_is_no_figure() -> None:
    board = made_up_board()
    engines = tuple(replace(engine, void="throttled (made up)") for engine in board.engines)
    report = comparison([Entry(0, replace(board, engines=engines, pipelines=()))])
    assert next(rows(report, "At a glance")).cells[1:] == ("none",) * 7
    html_page(report)


def test_peers_are_set_against_ours_of_the_same_run(report: Report) -> None:
    peers = {row.cells[0]: row for row in rows(report, "Peers")}
    assert peers["ours: litert int8, 4 threads"].cells[3] == peers["ours: litert int8, 4 threads"].cells[6] == "1"
    plain = peers["plain stack fp32, 4 threads"]
    assert plain.cells[3].startswith("24.4 (") and plain.cells[6].startswith("36.5 ("), "88 / 3.6 and 210 / 5.75, with intervals"
    assert Mark.VOID in peers["ncnn fp32, 4 threads"].marks and peers["ncnn fp32, 4 threads"].cells[3] == "none"
    assert peers["OpenVINO"].cells[1] == "not installed (openvino); run make peers"
    assert all(row.entry == 0 for row in peers.values()), "the workstation was not asked for peers"


def test_the_papers_figure_has_an_axis_of_latency(report: Report, page: str) -> None:
    networks = {row.cells[0]: row.cells for row in rows(report, "Size and latency of the paper's networks")}
    assert networks["NMD-AssistNet fp32, 4 threads"][1:4] == ("2.40", "2.40", "175")
    assert networks["ViT-B/16 fp32, 4 threads"][6].startswith("67.1 (")
    drawing = page.partition("<title>Size and latency of the paper&#x27;s networks</title>")[2].partition("</svg>")[0]
    small, large = (
        re.search(rf'cx="([\d.]+)" cy="([\d.]+)"[^>]*></circle><text[^>]*>{name}', drawing) for name in ("NMD", "ViT")
    )
    assert small and large
    assert float(small[1]) < float(large[1]) and float(small[2]) > float(large[2]), "slower: to the right; larger: higher"


def test_too_few_samples_give_none(report: Report) -> None:
    quick = {row.cells[0]: row.cells for row in rows(report, "Runtimes") if row.entry == 1}
    assert quick["litert int8, 1 thread"][2] != "none" and quick["litert int8, 1 thread"][3:5] == ("none", "none")
    assert quick["openvino int8, 2 threads"][2] == "none"  # p90 of 60


def test_without_a_sensor_it_says_why(report: Report) -> None:
    energy = {row.entry: row.cells for row in rows(report, "Energy")}
    assert energy[1][1:] == ("none", "none", "none", "none: no power sensor")


def test_sections_without_anything_are_left_out() -> None:
    quick = made_up_workstation()
    bare = replace(quick, engines=(), pipelines=(), samples=(), screens=(), peaks=Peaks(None, None, None, "not measured"))
    report = comparison([Entry(0, bare)])
    assert titles(report) == ["Before you quote a figure", "At a glance", "Energy", "Machines and software"]
    html_page(report)


def test_a_result_of_another_network_has_no_bound() -> None:
    other = replace(made_up_board(), network_mmac=300.0)
    assert next(rows(comparison([Entry(0, other)]), "Roofline")).cells[5] == "none"


def test_the_curve_ends_where_the_samples_do(page: str) -> None:
    """60 inferences give no p90: the last dot of OpenVINO is at p75, left of the tick of p90."""
    panel = page.partition("openvino int8</text>")[2].partition("</svg>")[0]
    tick = re.search(r'x="([\d.]+)" y="[\d.]+" text-anchor="middle">p90', panel)
    assert tick and max(float(x) for x in re.findall(r'<circle class="fill" cx="([\d.]+)"', panel)) < float(tick[1])


def test_void_times_do_not_press_the_others_together() -> None:
    """They stand at the edge of the drawing, with their figure."""
    board = made_up_board()
    slow = made_up_engine("openvino", "int8", 4, 4000.0, void="disturbed (made up)")
    page = html_page(comparison([Entry(0, replace(board, engines=(*board.engines[:2], slow)))]))
    drawing = page.partition("<title>Inference of every runtime</title>")[2].partition("</svg>")[0]
    (edge,) = re.findall(r'<circle class="ring" cx="([\d.]+)"', drawing)
    fastest, slower = sorted(float(x) for x in re.findall(r'<circle class="fill" cx="([\d.]+)"', drawing))
    assert slower < float(edge) < 860 and slower - fastest > 100 and re.search(r"4\d{3} void", drawing)
