"""`python -m quantize reproduce` from its command line: what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from quantize.cli.program import main
from quantize.network.timm_networks import is_timm_installed
from tests.support.small_dataset import make_dataset


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reproduce") / "set"
    make_dataset(folder, 24)
    return folder


def test_without_time_it_writes_the_page_and_says_what_is_missing(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["reproduce", str(dataset), "--out", str(tmp_path / "out"), "--seeds", "1", "--folds", "2", "--minutes", "0"]) == 0
    )
    said = capsys.readouterr().out
    assert "Not finished: E-seed-2025" in said and "E-fold-2" in said and "24 simulated images of 24 subjects" in said
    assert "contradicts itself in 11 of 27 figures" in said and (tmp_path / "out" / "reproduction.html").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--pretrained", "ViT"], "--pretrained ViT is not NAME=FILE"),
        (["--pretrained", "ViT=nowhere.pth"], "--pretrained ViT=nowhere.pth is not NAME=FILE with a file that is there"),
        (["--folds", "20"], "24 subjects are too few for 20 folds"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["reproduce", str(dataset), "--out", str(tmp_path / "out"), "--minutes", "0", *words]) == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1


@pytest.mark.skipif(is_timm_installed(), reason="timm is installed")
def test_networks_without_timm_are_one_sentence(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", str(dataset), "--out", str(tmp_path / "out"), "--only", "networks"]) == 2
    said = capsys.readouterr().err
    assert "timm's, which is not installed; `make peers`" in said and said.count("\n") == 1
