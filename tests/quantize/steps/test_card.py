"""The pages of a release lie beside the files that their figures come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.bundle.loader import DEFAULT_BUNDLE
from edge_app.errors import ConfigError, ExportError
from quantize.packaging.writer import read_bundle
from quantize.reporting.card.page import PAGES
from quantize.steps.card import FIGURES, write_card
from quantize.training.remainder import remainder_path

MEASURED = Path(__file__).resolve().parents[3] / "docs" / "evaluation" / "abstention.json"


def test_a_release_writes_the_pages_of_its_own_files(tmp_path: Path) -> None:
    checkpoint = remainder_path(read_bundle(DEFAULT_BUNDLE))
    write_card(DEFAULT_BUNDLE, checkpoint, (MEASURED,), tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*PAGES, FIGURES])
    card = (tmp_path / "MODEL_CARD.md").read_text()
    assert "limb_transverse_sweep" in card and "early stopping ended it after 36 epochs" in card, "the checkpoint's own record"
    assert "FP32: not measured" in card and "1,283" not in card.partition("## What it was trained on")[2].partition("##")[0]


def test_what_is_missing_or_of_another_bundle_is_one_sentence(tmp_path: Path) -> None:
    checkpoint = remainder_path(read_bundle(DEFAULT_BUNDLE))
    with pytest.raises(ExportError, match="cannot be written"):
        write_card(DEFAULT_BUNDLE, checkpoint, (tmp_path / "gate.json",), tmp_path / "out")
    (tmp_path / "abstention.json").write_text(MEASURED.read_text().replace('"bundle_sha256": "', '"bundle_sha256": "0'))
    with pytest.raises(ConfigError, match=r"abstention\.json in .* is of another bundle"):
        write_card(DEFAULT_BUNDLE, checkpoint, (tmp_path / "abstention.json",), tmp_path / "out")
