"""Limits come from crops that the model did not know, and the report counts what they do."""

from __future__ import annotations

import json

import numpy as np
import pytest

from edge_app.errors import ConfigError
from edge_app.guard.texture import FEATURES
from quantize.guard.crop_table import CropTable, joined
from quantize.guard.fit import GuardRecipe, source_weights
from quantize.guard.judging import JudgedCrops, judge
from quantize.guard.rates import Rate
from quantize.guard.report import report
from quantize.guard.sources import DRAWN, DRAWN_VIEW, SIMULATED, Role, Variant
from quantize.guard.training_set import Extent

RECIPE = GuardRecipe(trees=15)
LONG, ACROSS, OTHER = Role.LONGITUDINAL, Role.TRANSVERSE, Role.NOT_MUSCLE


def crops(source: str, role: Role, centre: float, count: int = 24, kind: str = "", grade: int = 0, seed: int = 0) -> CropTable:
    """Crops whose numbers lie about `centre`; the view shows in the numbers of direction, by a step of 3."""
    rng = np.random.default_rng([seed, *source.encode(), *kind.encode()])
    features = rng.normal(centre, 1, (count, len(FEATURES)))
    features[:, 70:150] += 3 if role is LONG else 0

    def column(value: object) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        return np.array([value] * count)

    return CropTable(
        features.astype(np.float32),
        column(source),
        column(role.value),
        np.array([f"picture {i // 2}" for i in range(count)]),
        np.array([(Variant.AS_SEEN, Variant.VARIED)[i % 2].value for i in range(count)]),
        np.full(count, grade),
        column(kind),
    )


def table(*more: CropTable) -> CropTable:
    return joined(
        [
            crops("calf", LONG, 0),
            crops("thigh", LONG, 0.2),
            crops("arm", ACROSS, 0.1),
            *(crops(SIMULATED, ACROSS, 0, 24, grade=grade, seed=grade) for grade in (1, 2, 3, 4)),
            crops(DRAWN, OTHER, 4, kind="eye"),
            crops(DRAWN, OTHER, -4, kind="wires"),
            crops("calf", OTHER, 5, 8, kind="turned"),
            crops(DRAWN_VIEW, LONG, 1, kind="longitudinal"),
            crops(DRAWN_VIEW, ACROSS, 1, kind="transverse"),
            crops("clinic's eyes", OTHER, 4.2),
            *more,
        ]
    )


@pytest.fixture(scope="module")
def judged() -> JudgedCrops:
    return judge(table(), RECIPE)


def test_what_is_easy_is_told_apart(judged: JudgedCrops) -> None:
    assert judged.flagged[~judged.crops.muscle & ~judged.crops.drawn_views].mean() > 0.95
    assert judged.called_longitudinal[judged.crops.muscle & (judged.crops.role == LONG.value)].mean() > 0.95


def test_a_limit_costs_no_more_than_the_recipe_allows(judged: JudgedCrops) -> None:
    weight = source_weights(judged.crops.source[judged.crops.muscle])
    flagged = judged.flagged[judged.crops.muscle]
    assert weight @ flagged / weight.sum() <= RECIPE.lost
    for source in ("calf", "thigh", "arm", SIMULATED):
        of_source = judged.crops.muscle & (judged.crops.source == source)
        assert judged.flagged[of_source].mean() <= RECIPE.lost_of_one
        assert judged.flagged[of_source & (judged.crops.variant == Variant.VARIED.value)].mean() <= RECIPE.lost_of_one
    assert judged.flagged[judged.crops.grade == 4].mean() <= 0.05


def test_drawn_views_are_not_judged(judged: JudgedCrops) -> None:
    assert np.isnan(judged.not_muscle[judged.crops.drawn_views]).all()
    assert np.isfinite(judged.not_muscle[~judged.crops.drawn_views]).all()


def test_the_same_crops_give_the_same_model(judged: JudgedCrops) -> None:
    assert judge(table(), RECIPE).model.to_npz() == judged.model.to_npz()


def test_a_source_is_judged_by_a_model_that_does_not_know_it() -> None:
    """It lies where an eye lies; who had fitted on it would take it for muscle."""
    strange = judge(table(crops("strange", LONG, 4)), RECIPE)
    usual = strange.not_muscle[strange.crops.source == "thigh"]
    assert np.median(strange.not_muscle[strange.crops.source == "strange"]) > usual.max()


def test_one_source_cannot_be_left_out() -> None:
    one = table()
    one = one.where(np.asarray(~one.muscle | one.simulated | (one.source == "calf")))
    with pytest.raises(ConfigError, match="at least 2 sources"):
        judge(one, RECIPE)


def test_views_that_are_missing_are_named() -> None:
    one = table()
    one = one.where(np.asarray(one.role != LONG.value))
    with pytest.raises(ConfigError, match=r"at least 2 sources|both views"):
        judge(one, RECIPE)


def test_the_report_counts_every_crop_once_and_names_no_folder(judged: JudgedCrops) -> None:
    figures = report(judged, RECIPE, Extent())
    by_title = {t.title: {r.name: r for r in t.rates} for t in figures.tables}
    seen = by_title["Muscle wrongly rejected, as seen, source left out"]
    assert [rate.of for rate in seen.values()] == [12, 12, 12, 36]
    assert by_title["Real images of other things rejected, never fitted on"]["clinic's eyes"].of == 12
    both = by_title["Real images of other things rejected or called longitudinal, never fitted on"]["clinic's eyes"]
    assert (
        both.of == 12 and both.count >= by_title["Real images of other things rejected, never fitted on"]["clinic's eyes"].count
    )
    assert set(by_title["Drawn images of other things rejected, kind left out"]) == {"eye", "wires"}
    assert figures.auroc_muscle is not None and figures.auroc_muscle > 0.95
    read = json.loads(figures.as_json())
    assert read["tables"]["Muscle wrongly rejected, as seen, source left out"][3]["of"] == 36
    assert "| all | " in figures.as_markdown()


def test_intervals_are_those_of_clopper_and_pearson() -> None:
    """R: binom.test(1, 20), binom.test(0, 20)."""
    assert Rate("", 1, 20).interval == pytest.approx((0.001265, 0.248733), abs=1e-5)
    assert Rate("", 0, 20).interval == pytest.approx((0.0, 0.168433), abs=1e-5)
    assert Rate("", 20, 20).interval == pytest.approx((0.831567, 1.0), abs=1e-5)
