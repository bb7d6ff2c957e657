"""The committed pages are what the command writes from the committed files, and no template holds a figure."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.bundle.loader import DEFAULT_BUNDLE
from edge_app.errors import ConfigError
from quantize.cli.program import main
from quantize.evaluation.abstention import Abstentions, AnsweredSet
from quantize.evaluation.gate import Criterion
from quantize.evaluation.gate_file import read_gate, write_gate
from quantize.reporting.card.page import PAGES, render
from quantize.reporting.card.sources import CardSources, read_sources

ROOT = Path(__file__).resolve().parents[3]
DOCS, FIGURES = ROOT / "docs", ROOT / "docs" / "evaluation"
TEMPLATES = ROOT / "quantize" / "reporting" / "card"
# A decimal, thousands, a share in percent, a count of a total. 95 % is the intervals', not a result.
_FIGURE = re.compile(r"\d*\.\d+|\d,\d{3}|(?<!\d)(?!95 %)\d+ ?%|\d+ of \d+")


@pytest.fixture(scope="module")
def sources() -> CardSources:
    return read_sources(DEFAULT_BUNDLE, FIGURES)


@pytest.mark.parametrize("page", PAGES)
def test_the_committed_page_is_what_the_command_writes(page: str, sources: CardSources) -> None:
    assert (DOCS / page).read_text() == render(sources, page), "run `python -m quantize card` as docs/COMMANDS.md says"


@pytest.mark.parametrize("template", PAGES.values())
def test_no_template_holds_a_figure(template: str) -> None:
    prose = re.sub(r"\{[{%].*?[%}]\}|`[^`]*`|\]\([^)]*\)", "", (TEMPLATES / template).read_text())
    assert _FIGURE.findall(prose) == []


def test_such_a_figure_would_be_found() -> None:
    assert all(_FIGURE.search(text) for text in ("accuracy .91", "1,283 subjects", "7 % of", "18 of 19", "0.5"))
    assert not _FIGURE.search("95 % intervals of 224 x 224")


def test_what_has_no_file_is_not_measured(tmp_path: Path) -> None:
    without = read_sources(DEFAULT_BUNDLE, tmp_path)
    card = render(without, "MODEL_CARD.md")
    for said in (
        "FP32: not measured, there is no metrics.json.",
        "How long it was trained is not recorded: there is no training.json.",
        "INT8: not measured, there is no abstention.json.",
        "there is no robustness.json of this bundle",
        "accuracy (not measured)",
    ):
        assert said in card
    assert "0.9" in card, "what the manifest states is still there"
    assert "Groups: not measured" in render(without, "DATA_SHEET.md") and "Not measured" in render(without, "APPRAISAL.md")


def test_a_file_of_another_bundle_is_refused(tmp_path: Path) -> None:
    named = {"metrics.json": "test_set_sha256", "training.json": "data_sha256", "abstention.json": "bundle_sha256"}
    for name, key in named.items():
        figures = tmp_path / name
        shutil.copytree(FIGURES, figures)
        document = json.loads((figures / name).read_text())
        document[key] = "0" * 64
        (figures / name).write_text(json.dumps(document))
        with pytest.raises(ConfigError, match=f"{name} in .* is of another bundle"):
            read_sources(DEFAULT_BUNDLE, figures)


def test_a_recorded_figure_says_where_it_is_from(tmp_path: Path) -> None:
    (tmp_path / "recorded.json").write_text(json.dumps({"figures": {"one": {"text": ".5", "what": "half", "command": "x"}}}))
    with pytest.raises(ConfigError, match="one needs a command with its machine"):
        read_sources(DEFAULT_BUNDLE, tmp_path)


def test_real_and_simulated_sets_stand_apart(sources: CardSources) -> None:
    found = AnsweredSet("clinic", False, "images", "", 10, 4, {"not muscle": 2, "wrong view": 1}, 3, 3, 1)
    simulated = replace(found, name="phantoms", simulated=True, rejected={})
    sets = (simulated, found)
    counted = Abstentions(1, "python -m quantize abstention", "x86-64", "", "", "", "int8", False, sets)
    lines = render(replace(sources, abstentions=counted), "MODEL_CARD.md").splitlines()
    rows = [line for line in lines if line.startswith(("| clinic |", "| phantoms |"))]
    assert [row.split(" | ")[1] for row in rows] == ["real", "simulated"]
    assert "| 3 | 2 | 1 | 3 | 3 | 1 | 6 of 10, 60.0 %" in rows[0]


def test_the_gate_of_a_release_stands_in_its_card(tmp_path: Path, sources: CardSources) -> None:
    write_gate(tmp_path / "gate.json", sources.bundle.id, "", {"int8": [Criterion("AUC loss", 0.0001, 0.005)]})
    card = render(replace(sources, gate=read_gate(tmp_path / "gate.json")), "MODEL_CARD.md")
    assert "| int8 | AUC loss | 0.0001 | at most 0.005 | passes |" in card and "There is no gate.json" not in card


def test_the_pages_are_not_written_of_a_network_of_real_images(sources: CardSources) -> None:
    manifest = sources.bundle.manifest
    real = replace(manifest, training_data=replace(manifest.training_data, simulated=False))
    with pytest.raises(ConfigError, match="was not trained on simulated images"):
        render(replace(sources, bundle=replace(sources.bundle, manifest=real)), "MODEL_CARD.md")


def test_the_command_writes_all_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", str(DEFAULT_BUNDLE), "--figures", str(FIGURES), "--out", str(tmp_path / "pages")]) == 0
    assert sorted(file.name for file in (tmp_path / "pages").iterdir()) == sorted(PAGES)
    (tmp_path / "metrics.json").write_text("{")
    assert main(["card", str(DEFAULT_BUNDLE), "--figures", str(tmp_path), "--out", str(tmp_path / "other")]) != 0
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1 and not (tmp_path / "other").exists()
