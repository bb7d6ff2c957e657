"""`edge-app exams protocols`, and `--protocol` of the commands that examine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main

THIGH = 'title = { en = "Thigh" }\n' + "".join(
    f'[[sites]]\nmuscle = "{muscle}"\nsides = ["left"]\nimages = 1\n' for muscle in ("tibialis anterior", "rectus femoris")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clinic's folder of protocols, named by `override.toml` beside it."""
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "thigh.toml").write_text(THIGH)
    (tmp_path / "override.toml").write_text(
        f'[exams]\nprotocols = "{tmp_path / "protocols"}"\nfolder = "{tmp_path / "exams"}"\ndevice_key = "{tmp_path / "key"}"\n'
    )
    return tmp_path


def protocols(folder: Path, *files: str) -> Result:
    return CliRunner().invoke(main, ["exams", "--override", str(folder / "override.toml"), "protocols", *files])


def examine(folder: Path, *options: str) -> Result:
    arguments = ["examine", "--override", str(folder / "override.toml"), "--out", str(folder / "out"), "--frames", "1"]
    return CliRunner().invoke(main, [*arguments, *options])


def test_protocols_are_listed_without_a_pin_and_a_faulty_one_is_named(folder: Path) -> None:
    sound = protocols(folder)
    assert sound.exit_code == 0 and [line.split()[:3] for line in sound.stdout.splitlines()[1:5]] == [
        ["screening", "6", "18"], ["short", "3", "6"], ["neuromuscular", "14", "26"], ["thigh", "2", "2"],
    ]  # fmt: skip
    (folder / "protocols" / "bad.toml").write_text(THIGH.replace("images = 1", "images = 99"))
    faulty = protocols(folder)
    assert faulty.exit_code == 2 and "thigh" in faulty.stdout and "bad.toml has 99" in faulty.stdout
    assert "correct what is named above" in faulty.stderr


def test_a_file_is_checked_before_it_is_put_into_the_folder(folder: Path) -> None:
    (folder / "new.toml").write_text(THIGH)
    assert protocols(folder, str(folder / "new.toml")).exit_code == 0
    (folder / "new.toml").write_text(THIGH.replace("left", "both"))
    refused = protocols(folder, str(folder / "new.toml"))
    assert refused.exit_code == 2 and "sites[0].sides[0]" in refused.stdout


@pytest.mark.slow
def test_examining_without_a_screen_follows_the_protocol_and_finds_nothing_in_other_muscles(
    folder: Path, bundle_folder: Path, keys_folder: Path
) -> None:
    result = examine(folder, "--protocol", "thigh", "--bundle", str(bundle_folder), "--keys", str(keys_folder))
    assert result.exit_code == 0, result.output
    assert "no finding: the model was not made for this muscle" in result.stdout
    assert "1 without a finding: the model was not made for their muscle" in result.stdout
    lines = [json.loads(line) for line in (folder / "out" / "findings.jsonl").read_text().splitlines()]
    assert [line["position"] for line in lines] == ["tibialis anterior, left", "rectus femoris, left"]
    assert lines[1]["label"] == "not made for this muscle" and lines[1]["probability"] is lines[1]["score"] is None
    assert lines[0]["label"] != lines[1]["label"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--protocol", "thig"), "did you mean 'thigh'"),
        (("--protocol", "thigh", "--muscle", "biceps"), "has no biceps brachii; leave out --muscle"),
        (("--protocol", "thigh", "--source", "v4l2:nothing"), "--protocol moves the simulated probe"),
    ],
)
def test_a_protocol_that_cannot_be_followed_is_one_sentence(folder: Path, options: tuple[str, ...], words: str) -> None:
    result = examine(folder, *options)
    assert result.exit_code == 2 and words in result.stderr and not (folder / "out").exists()
