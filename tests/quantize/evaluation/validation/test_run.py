"""Every image is asked about once: what is finished is kept, by what its answer depends on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ConfigError, ExportError
from edge_app.records import Guard, Label
from quantize.dataset.manifest import read_manifest
from quantize.evaluation.validation.answers import AnswerFile, ImageAnswer, ask
from quantize.evaluation.validation.run import Task, ask_all

ANSWER = ImageAnswer(Guard.FIT, Label.NORMAL, 0.1, None, 0.1, 60.0, 61.0, 200, 160, None)


@pytest.fixture
def data(textures: Path, tmp_path: Path) -> Path:
    """A data set of one's own."""
    return Path(shutil.copytree(textures, tmp_path / "data"))


def test_a_run_goes_on_and_asks_again_only_where_something_changed(
    data: Path, bundle_folder: Path, bundle: ModelBundle, tmp_path: Path
) -> None:
    samples = read_manifest(data)[:6]
    task, file = Task(bundle_folder, Precision.INT8, data, views=False), tmp_path / "answers.jsonl"
    first = ask_all(task, bundle, samples[:4], file, workers=1)
    marked = file.read_bytes().replace(b'"echo":', b'"echo":1', 1)  # what is kept is taken as it is
    file.write_bytes(marked + b'{"key": "torn')
    again = ask_all(task, bundle, samples[:4], file, workers=1)
    assert again[0].echo != first[0].echo and again[1:] == first[1:]
    shutil.copy(data / samples[5].image, data / samples[0].image)  # another image: its answer is another one
    other = ask_all(task, bundle, samples, file, workers=1)
    assert other[0] == other[5] != again[0] and other[1:4] == first[1:4]
    assert len(file.read_bytes().splitlines()) == 5  # of six images two are one; none torn, none of an image that is gone
    live = ask(data, samples[1], bundle, OrtEngine(bundle.graphs[Precision.INT8], "int8", 1), views=False)
    assert live == first[1] and live.guard is Guard.FIT and live.label in (Label.NORMAL, Label.ABNORMAL)


def test_a_refused_image_has_no_answer_but_is_known_in_one_view(data: Path, guarded_bundle: ModelBundle) -> None:
    engine = OrtEngine(guarded_bundle.graphs[Precision.INT8], "int8", 1)
    sample = read_manifest(data)[0]
    found = ask(data, replace(sample, image=str(sample.mask)), guarded_bundle, engine, views=True)
    assert found.guard is not Guard.FIT and found.label is Label.NOT_JUDGED and found.probability is None
    assert 0 <= found.first_view <= 1


def test_a_bad_image_is_one_sentence_and_finished_ones_are_kept(
    data: Path, bundle_folder: Path, bundle: ModelBundle, tmp_path: Path
) -> None:
    samples = read_manifest(data)[:2]
    (data / samples[1].image).write_bytes(b"no image")
    task = Task(bundle_folder, Precision.INT8, data, views=False)
    with pytest.raises(ConfigError, match="is not an 8-bit image") as caught:
        ask_all(task, bundle, samples, tmp_path / "answers.jsonl", workers=1)
    assert "\n" not in str(caught.value) and samples[1].image in str(caught.value)


def test_answers_survive_a_file_that_was_cut_anywhere(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    AnswerFile(file).add({"a": ANSWER, "b": ANSWER})
    whole = file.read_bytes()
    for end in range(0, len(whole), 7):
        file.write_bytes(whole[:end])
        found = AnswerFile(file)
        assert found.find("a") in (None, ANSWER) and found.find("b") in (None, ANSWER)
        found.drop_others(["a", "b"])
        found.add({"b": ANSWER})
        assert AnswerFile(file).find("b") == ANSWER
    file.unlink()
    file.mkdir()
    with pytest.raises(ExportError, match="cannot be read"):
        AnswerFile(file)
