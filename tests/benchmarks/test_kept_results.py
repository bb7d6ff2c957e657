"""The results in benchmarks/results are whole, say what they are of, and are read by `compare`."""

from __future__ import annotations

from pathlib import Path

import pytest

import benchmarks
from benchmarks.report.comparison import comparison
from benchmarks.report.entry import as_entries
from benchmarks.report.markdown import markdown
from benchmarks.result.files import read_result

FOLDER = Path(benchmarks.__file__).with_name("results")
KEPT = sorted(FOLDER.glob("*.json"))
MAX_BYTES = 2_000_000  # an hour's, with a sample a second


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_a_kept_result_is_whole_and_is_compared(file: Path) -> None:
    result = read_result(file)
    assert result.complete and result.machine.name and result.command.startswith("python -m benchmarks run")
    assert result.software.commit and not result.software.commit.endswith("+"), "nobody can look at files that were altered"
    assert file.stat().st_size < MAX_BYTES
    text = markdown(comparison(as_entries([result], [{}])))
    assert result.machine.name in text and (not result.screening or "too short to be quoted" in text)


def test_the_readme_names_every_file_and_no_other() -> None:
    rows = [line.split("|")[1].strip() for line in (FOLDER / "README.md").read_text().splitlines() if line.startswith("|")][2:]
    assert sorted(rows) == ([file.name for file in KEPT] or ["none yet"])
