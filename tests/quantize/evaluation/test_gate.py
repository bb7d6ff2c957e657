"""The gate and the groups it is looked at by, on answers made by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from edge_app.bundle.loader import Reference
from quantize.dataset.manifest import Sample
from quantize.evaluation.comparison import compare_all, compare_subgroups, find_flips, label_indices
from quantize.evaluation.gate import Criterion, GateError, assess, raise_if_failed
from quantize.evaluation.subgroups import subgroups
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from quantize.statistics.calibration import Decision

N = 400
DECISION = Decision(temperature=1.0, threshold=0.5)
LIMITS = load_recipe(DEFAULT_RECIPE).gate


@pytest.fixture
def samples() -> tuple[Sample, ...]:
    return tuple(
        Sample(
            image=f"{i}.png",
            mask=f"{i}.png",
            subject=f"s{i // 2}",
            muscle=("biceps brachii", "tibialis anterior")[i % 2],
            side="left",
            age=20 + i % 70,
            sex=("female", "male")[i // 2 % 2],
            height_cm=170.0,
            weight_kg=50.0 + i % 60,
            label=("normal", "abnormal")[i // 4 % 2],
            z_score=0.0,
            gain_db=None if i == 0 else 1.0,
            depth_mm=(40.0, 45.0)[i % 2],
            frequency_mhz=5.0 + i % 60 / 10,
        )
        for i in range(N)
    )


@pytest.fixture
def answers(samples: tuple[Sample, ...]) -> Reference:
    """Right with a margin on all but a twentieth."""
    rng = np.random.default_rng(0)
    sign = np.where(label_indices(samples) == 1, 1, -1) * np.where(np.arange(N) % 20 == 7, -1, 1)
    margin = sign * rng.uniform(0.5, 4, N)
    logits = np.stack([-margin / 2, margin / 2], axis=1).astype(np.float32)
    return Reference(logits, rng.random((N, 7, 7), np.float32))


def flipped(answers: Reference, which: list[int]) -> Reference:
    logits = answers.logits.copy()
    logits[which] = -logits[which]
    return Reference(logits, answers.maps)


def test_the_same_answers_pass(samples: tuple[Sample, ...], answers: Reference) -> None:
    criteria = assess(compare_all(samples, answers, answers, DECISION), LIMITS)
    assert all(criterion.passed for criterion in criteria)
    raise_if_failed({"int8": criteria})
    assert not find_flips(samples, answers, answers, DECISION)


def test_the_end_of_the_interval_fails_where_the_mean_still_passes(samples: tuple[Sample, ...], answers: Reference) -> None:
    """Losses and gains that cancel: no loss of accuracy, but not shown to be none either."""
    wrong = [i for i in range(N) if i % 20 == 7][:8]
    changed = flipped(answers, [*wrong, *[i for i in range(N) if i % 20 == 3][:8]])
    comparison = compare_all(samples, answers, changed, DECISION)
    passed = {criterion.name: criterion.passed for criterion in assess(comparison, LIMITS)}
    assert (comparison.decisions.lost, comparison.decisions.gained) == (8, 8)
    assert passed["accuracy loss"] and not passed["accuracy loss, end of the 95 % interval"]
    assert passed["heatmap cosine, median"]


def test_every_flip_is_listed_the_lost_ones_first(samples: tuple[Sample, ...], answers: Reference) -> None:
    flips = find_flips(samples, answers, flipped(answers, [3, 7]), DECISION)
    assert [(flip.index, flip.lost) for flip in flips] == [(3, True), (7, False)]
    for flip in flips:
        assert flip.sample is samples[flip.index]
        assert flip.before == pytest.approx(1 - flip.after)


def test_only_the_heatmap_criterion_fails_for_a_spoilt_heatmap(samples: tuple[Sample, ...], answers: Reference) -> None:
    maps = answers.maps.copy()
    maps[::10] = maps[::10, ::-1]  # upside down on a tenth of the images
    criteria = assess(compare_all(samples, answers, Reference(answers.logits, maps), DECISION), LIMITS)
    assert [criterion.name for criterion in criteria if not criterion.passed] == ["heatmap cosine, 5th percentile"]
    with pytest.raises(GateError, match="int8: heatmap cosine, 5th percentile") as caught:
        raise_if_failed({"fp32": (), "int8": criteria})
    assert caught.value.exit_code == 1 and "\n" not in str(caught.value)


def test_what_is_not_defined_does_not_pass(samples: tuple[Sample, ...], answers: Reference) -> None:
    assert not Criterion("loss", float("nan"), 1.0).passed
    assert not Criterion("cosine", float("nan"), 0.0, at_least=True).passed
    empty = Reference(answers.logits, np.zeros_like(answers.maps))
    assert compare_all(samples, empty, empty, DECISION).called_maps is None
    assert not all(criterion.passed for criterion in assess(compare_all(samples, empty, empty, DECISION), LIMITS))


def test_a_loss_in_one_group_shows_there(samples: tuple[Sample, ...], answers: Reference) -> None:
    lost = [i for i, s in enumerate(samples) if s.muscle == "tibialis anterior" and s.sex == "male" and i % 20 != 7][:10]
    rows = {c.group: c for c in compare_subgroups(samples, answers, flipped(answers, lost), DECISION)}
    assert (
        rows["all"].decisions.lost == rows["muscle: tibialis anterior"].decisions.lost == rows["sex: male"].decisions.lost == 10
    )
    assert rows["muscle: biceps brachii"].decisions.lost == rows["sex: female"].decisions.lost == 0


def test_groups_of_one_kind_part_the_images(samples: tuple[Sample, ...]) -> None:
    found = dict(subgroups(samples))
    for kind in ("muscle", "sex", "age", "BMI", "depth", "frequency"):
        members = [part for name, part in found.items() if name.startswith(f"{kind}: ")]
        assert len(members) >= 2 and (np.sum(members, axis=0) == 1).all(), kind
    assert "age: under 40" in found and "age: 80 or more" in found and "depth: 40.0 mm" in found


def test_settings_nobody_noted_are_left_out(samples: tuple[Sample, ...]) -> None:
    assert not any(name.startswith(("gain", "grey map")) for name, _ in subgroups(samples))
    noted = tuple(dataclasses.replace(sample, grey_map="soft") for sample in samples)
    assert "grey map: soft" in dict(subgroups(noted))
