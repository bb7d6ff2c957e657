"""The texture model: read as it was written, or refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.errors import BundleError
from edge_app.guard.classifier import Classifier, KernelMachine
from edge_app.guard.forest import Forest
from edge_app.guard.texture import FEATURES
from edge_app.guard.texture_golden import TextureGolden
from edge_app.guard.texture_model import TextureModel
from tests.support.speckle import speckle

F, C = len(FEATURES), 7
Arrays = dict[str, npt.NDArray[Any]]


def forest(rng: np.random.Generator, trees: int = 3) -> Forest:
    """Trees with two questions each: node 0 asks, 1 is a leaf, 2 asks, 3 and 4 are leaves."""
    return Forest(
        feature=rng.integers(0, C, 5 * trees).astype(np.int32),
        threshold=rng.normal(size=5 * trees).astype(np.float32),
        low=np.concatenate([np.array([1, 1, 3, 3, 4]) + 5 * i for i in range(trees)]).astype(np.int32),
        high=np.concatenate([np.array([2, 1, 4, 3, 4]) + 5 * i for i in range(trees)]).astype(np.int32),
        value=rng.uniform(0, 1, 5 * trees).astype(np.float32),
        roots=np.arange(trees, dtype=np.int32) * 5,
        depth=2,
    )


def classifier(seed: int) -> Classifier:
    rng = np.random.default_rng(seed)
    kernel = KernelMachine(
        mean=rng.normal(size=C).astype(np.float32),
        deviation=rng.uniform(0.5, 2, C).astype(np.float32),
        vectors=rng.normal(size=(20, C)).astype(np.float32),
        weights=rng.normal(size=20).astype(np.float32),
        intercept=0.7,
        gamma=0.1,
    )
    columns = rng.choice(F, C, replace=False).astype(np.int32)
    return Classifier(columns, forest(rng), kernel, np.array([0.2, -1.0]), np.array([0.3, 0.8]), limit=1.2)


def model() -> TextureModel:
    return TextureModel(classifier(0), classifier(1))


SAVED = model().to_npz()
NUMBERS = np.random.default_rng(9).normal(size=(9, F)).astype(np.float32)


def changed(change: Callable[[Arrays], object]) -> bytes:
    """The saved model with its arrays changed."""
    with np.load(io.BytesIO(SAVED)) as file:
        arrays: Arrays = {name: file[name].copy() for name in file.files}
    change(arrays)
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)  # type: ignore[arg-type]
    return data.getvalue()


def test_what_is_read_scores_as_what_was_written() -> None:
    again = TextureModel.from_npz(SAVED)
    assert [again.score(row) for row in NUMBERS] == [model().score(row) for row in NUMBERS]
    assert (again.muscle.limit, again.view.limit) == (1.2, 1.2)


def test_the_score_is_the_mean_of_the_scaled_judges() -> None:
    ours = classifier(0)
    trees, kernel = ours.judges(NUMBERS[0])
    assert ours.score(NUMBERS[0]) == pytest.approx(((trees - 0.2) / 0.3 + (kernel + 1) / 0.8) / 2)


def test_the_limit_itself_is_still_muscle() -> None:
    score = model().score(NUMBERS[0])
    assert model().is_muscle(score) == (score.not_muscle <= 1.2)
    assert model().is_longitudinal(score) == (score.longitudinal > 1.2)


def test_what_is_far_from_everything_gets_the_intercept() -> None:
    assert classifier(0).kernel.margin(np.full(C, 1e6, np.float32)) == pytest.approx(0.7, abs=0.01)


def put(name: str, index: int, value: float) -> Callable[[Arrays], None]:
    def change(arrays: Arrays) -> None:
        arrays[name].flat[index] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.pop("muscle_vectors"),
        lambda a: a.pop("view_trees_roots"),
        lambda a: a.update(muscle_mean=a["muscle_mean"][:-1]),
        lambda a: a.update(muscle_mean=a["muscle_mean"].astype(np.float64)),
        lambda a: a.update(muscle_vectors=a["muscle_vectors"][:, :-1]),
        lambda a: a.update(muscle_vectors=a["muscle_vectors"][:0]),
        lambda a: a.update(muscle_weights=a["muscle_weights"][:-1]),
        lambda a: a.update(muscle_columns=a["muscle_columns"][:0]),
        lambda a: a.update(muscle_trees_value=a["muscle_trees_value"][:-1]),
        lambda a: a.update(view_trees_roots=a["view_trees_roots"][:0]),
        lambda a: a.update(view_scaling=a["view_scaling"][:-1]),
        lambda a: a.update(features=a["features"][::-1]),
        lambda a: a.update(muscle_mean=np.array(["a"], dtype=object)),
        put("muscle_columns", 0, F),
        put("muscle_columns", 0, -1),
        put("muscle_mean", 0, np.nan),
        put("muscle_deviation", 0, 0),
        put("muscle_scaling", 2, -1),
        put("muscle_scaling", 4, np.inf),
        put("muscle_scaling", 6, 0),
        put("muscle_trees_feature", 0, C),
        put("muscle_trees_feature", 0, -1),
        put("muscle_trees_low", 0, 15),
        put("muscle_trees_low", 2, 0),
        put("muscle_trees_high", 2, 2),
        put("muscle_trees_low", 0, -1),
        put("view_trees_roots", 1, 15),
        put("view_trees_roots", 1, -1),
    ],
)
def test_a_wrong_array_is_one_sentence(change: Callable[[Arrays], object]) -> None:
    with pytest.raises(BundleError, match=r'^"guard.npz".*; install the bundle again$'):
        TextureModel.from_npz(changed(change))


def test_a_chain_of_nodes_that_is_too_long_is_refused() -> None:
    count = 200
    chain = np.minimum(np.arange(count) + 1, count - 1).astype(np.int32)

    def change(arrays: Arrays) -> None:
        for part, value in (("low", chain), ("high", chain), ("feature", chain * 0), ("roots", chain[:1] * 0)):
            arrays[f"view_trees_{part}"] = value
        arrays["view_trees_threshold"] = arrays["view_trees_value"] = np.zeros(count, np.float32)

    with pytest.raises(BundleError, match="deeper than"):
        TextureModel.from_npz(changed(change))


@given(st.data())
def test_damaged_bytes_are_one_sentence_or_change_nothing(data: st.DataObject) -> None:
    damaged = bytearray(SAVED)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    del damaged[data.draw(st.integers(len(damaged) // 2, len(damaged))) :]
    try:
        read = TextureModel.from_npz(bytes(damaged))
    except BundleError as error:
        assert "\n" not in str(error)
    else:  # a date, or another field that nothing depends on
        assert read.score(NUMBERS[0]) == model().score(NUMBERS[0])


def test_a_file_that_would_fill_the_memory_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mean.npy", bytes(80 * 2**20))
    with pytest.raises(BundleError, match="unpacks to more"):
        TextureModel.from_npz(data.getvalue())


def test_a_header_that_claims_more_than_there_is_takes_no_memory() -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (2**40, 2**40)})
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mean.npy", header.getvalue())
    with pytest.raises(BundleError, match="damaged"):
        TextureModel.from_npz(data.getvalue())


def test_another_set_of_numbers_is_named() -> None:
    with pytest.raises(BundleError, match="made for other numbers"):
        TextureModel.from_npz(changed(lambda a: a.update(features=a["features"][:-3])))


def test_golden_vectors_hold_for_their_model_and_not_for_another() -> None:
    golden = TextureGolden.from_npz(TextureGolden.of(model(), speckle(3, 1)).to_npz())
    assert golden.largest_difference(model()) < 1e-6
    assert golden.largest_difference(TextureModel(classifier(2), classifier(3))) > 0.05


def test_golden_vectors_of_other_shapes_are_one_sentence() -> None:
    golden = TextureGolden.of(model(), speckle(3, 1))
    wrong = TextureGolden(golden.crops, golden.features, golden.scores[:2])
    with pytest.raises(BundleError, match=r'^"guard_golden.npz".*; install the bundle again$'):
        TextureGolden.from_npz(wrong.to_npz())
