"""The matrix as tables and as a page."""

from __future__ import annotations

import csv
import re

from quantize.reporting.robustness import PANELS, as_csv, as_markdown, as_page, panel_values, summary_lines
from tests.support.robustness_matrices import matrix

WORD = "nnai-a" * 4
FOUND = matrix(WORD, {"gain-up-2": ("anai-a" * 4, "aaai-a" * 4)})


def test_the_tables_hold_every_cell_with_counts() -> None:
    rows = list(csv.DictReader(as_csv(FOUND).splitlines()))
    assert len(rows) == 2 * 107
    row = next(r for r in rows if (r["graph"], r["perturbation"], r["severity"]) == ("int8", "gain up", "2"))
    counts = ("flips_count", "flips_of", "differs_from_fp32_count", "opposite_to_fp32")
    assert [row[name] for name in counts] == ["8", "20", "4", "4"]
    text = as_markdown(FOUND)
    assert "| gain up | 2 | +6 dB | 8 of 20 = 40.0%" in text and text.count("\n| ") == 2 * 108
    assert any("most flips under gain up +6 dB: 8 of 20" in line for line in summary_lines(FOUND))


def test_a_panel_has_the_untouched_images_first_and_nothing_where_nothing_was_measured() -> None:
    flips, names = panel_values(FOUND, "int8", PANELS[0])
    assert flips[names.index("gain up"), :3].tolist() == [0, 0, 40]
    mirror = flips[names.index("mirror")]
    assert mirror[1] == 0 and (mirror[2:] != mirror[2:]).all()


def test_the_page_needs_no_other_file() -> None:
    page = as_page(FOUND)
    assert page.count("<svg") == 2 and re.search(r"(src|href)=.(?!#|data:)", page) is None
    assert "8 of 20 = 40.0%" in page and "too few for the gate" in page
