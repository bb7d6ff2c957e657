"""The texture model: read as it was written, or refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.errors import BundleError
from edge_app.guard.forest import Forest
from edge_app.guard.texture import FEATURES
from edge_app.guard.texture_model import NEIGHBOURS, TextureModel, TextureScore

F = len(FEATURES)
Arrays = dict[str, npt.NDArray[np.generic]]


def forest(rng: np.random.Generator, trees: int = 3) -> Forest:
    """Trees with two questions each: node 0 asks, 1 is a leaf, 2 asks, 3 and 4 are leaves."""
    low = np.concatenate([np.array([1, 1, 3, 3, 4]) + 5 * i for i in range(trees)]).astype(np.int32)
    high = np.concatenate([np.array([2, 1, 4, 3, 4]) + 5 * i for i in range(trees)]).astype(np.int32)
    return Forest(
        feature=rng.integers(0, F, 5 * trees).astype(np.int32),
        threshold=rng.normal(size=5 * trees).astype(np.float32),
        low=low,
        high=high,
        value=rng.uniform(0, 1, 5 * trees).astype(np.float32),
        roots=np.arange(trees, dtype=np.int32) * 5,
        depth=2,
    )


def model(seed: int = 0) -> TextureModel:
    rng = np.random.default_rng(seed)
    return TextureModel(
        mean=rng.normal(size=F).astype(np.float32),
        deviation=rng.uniform(0.5, 2, F).astype(np.float32),
        references=rng.normal(size=(20, F)).astype(np.float32),
        isolation=forest(rng),
        usual_path=1.5,
        trees=forest(rng),
        centres=np.array([0.5, 10.0, 0.2]),
        widths=np.array([0.1, 2.0, 0.3]),
        not_muscle_limit=1.2,
        view=forest(rng),
        longitudinal_limit=0.5,
    )


SAVED = model().to_npz()


def changed(change: Callable[[Arrays], object]) -> bytes:
    """The saved model with its arrays changed."""
    with np.load(io.BytesIO(SAVED)) as file:
        arrays = {name: file[name].copy() for name in file.files}
    change(arrays)
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)  # type: ignore[arg-type]
    return data.getvalue()


def test_what_is_read_scores_as_what_was_written() -> None:
    numbers = np.random.default_rng(1).normal(size=(9, F)).astype(np.float32)
    again = TextureModel.from_npz(SAVED)
    assert [again.score(row) for row in numbers] == [model().score(row) for row in numbers]
    assert (again.not_muscle_limit, again.longitudinal_limit) == (1.2, 0.5)


def test_the_score_is_the_mean_of_the_scaled_judges() -> None:
    numbers = np.random.default_rng(2).normal(size=F).astype(np.float32)
    ours = model()
    isolation, distance, trees = ours.judges(numbers)
    away = np.sort(np.linalg.norm((numbers - ours.mean) / ours.deviation - ours.references, axis=1))[:NEIGHBOURS].mean()
    assert distance == pytest.approx(away, rel=1e-4)
    expected = ((isolation - 0.5) / 0.1 + (distance - 10) / 2 + (trees - 0.2) / 0.3) / 3
    assert ours.score(numbers) == TextureScore(pytest.approx(expected), pytest.approx(ours.view.mean(numbers)))


def _set(name: str, index: int, value: float) -> Callable[[Arrays], None]:
    def change(arrays: Arrays) -> None:
        arrays[name].flat[index] = value  # type: ignore[assignment]

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.pop("references"),
        lambda a: a.pop("trees_roots"),
        lambda a: a.update(mean=a["mean"][:-1]),
        lambda a: a.update(mean=a["mean"].astype(np.float64)),
        lambda a: a.update(references=a["references"][:, :-1]),
        lambda a: a.update(references=a["references"][: NEIGHBOURS - 1]),
        lambda a: a.update(trees_value=a["trees_value"][:-1]),
        lambda a: a.update(view_roots=a["view_roots"][:0]),
        lambda a: a.update(features=a["features"][::-1]),
        lambda a: a.update(mean=np.array(["a"], dtype=object)),
        _set("mean", 0, np.nan),
        _set("deviation", 0, 0),
        _set("widths", 1, -1),
        _set("limits", 0, np.inf),
        _set("isolation_feature", 0, F),
        _set("isolation_feature", 0, -1),
        _set("trees_low", 0, 15),
        _set("trees_low", 2, 0),
        _set("trees_high", 2, 2),
        _set("trees_low", 0, -1),
        _set("view_roots", 1, 15),
        _set("view_roots", 1, -1),
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
            arrays[f"trees_{part}"] = value
        arrays["trees_threshold"] = arrays["trees_value"] = np.zeros(count, np.float32)

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
        numbers = np.random.default_rng(3).normal(size=F).astype(np.float32)
        assert read.score(numbers) == model().score(numbers)


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
