"""How far two variants of one image are apart: nought when they agree, whatever the scale."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quantize.training.consistency import answers_apart, maps_apart
from tests.support.feature_cells import cell_centres

SAME = torch.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
FEW = settings(max_examples=25, deadline=None)
MIRRORED = torch.tensor([[[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])


@FEW
@given(st.floats(-20, 20), st.floats(-20, 20))
def test_answers_are_apart_as_far_either_way_and_never_less_than_nought(a: float, b: float) -> None:
    first, second = torch.tensor([a]), torch.tensor([b])
    apart = answers_apart(first, second)
    assert apart >= 0
    torch.testing.assert_close(apart, answers_apart(second, first))
    assert float(answers_apart(first, first)) == 0


def test_the_divergence_is_jeffreys() -> None:
    p, q = torch.tensor(0.9), torch.tensor(0.2)
    expected = sum((x - y) * (x / y).log() for x, y in ((p, q), (1 - p, 1 - q)))
    torch.testing.assert_close(answers_apart(p.logit()[None], q.logit()[None]), torch.as_tensor(expected))


def test_sure_and_opposite_answers_have_a_gradient() -> None:
    first = torch.tensor([15.0], requires_grad=True)
    answers_apart(first, torch.tensor([-15.0])).backward()  # type: ignore[no-untyped-call]
    assert first.grad is not None and float(first.grad) > 0.5


@FEW
@given(st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.floats(0.01, 100))
def test_heat_that_follows_a_mirror_is_not_apart(across: float, down: float, scale: float) -> None:
    """Smooth heat over the tissue, in the cells of an image and of its mirror image: they do not lie over the same places."""
    places = torch.from_numpy(cell_centres(7)).float()
    first = scale * bump(places, across)[None] * bump(places, down)[:, None]
    follows = scale * bump(1 - places, across)[None] * bump(places, down)[:, None]
    assert float(maps_apart(first[None], follows[None], MIRRORED)) < 0.01
    if abs(across - 0.5) > 0.15:
        assert float(maps_apart(first[None], first[None], MIRRORED)) > 0.1


def bump(places: torch.Tensor, middle: float) -> torch.Tensor:
    return torch.exp(-(((places - middle) / 0.3) ** 2))


def test_tissue_that_only_one_shows_does_not_count() -> None:
    right_half = torch.tensor([[[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]])  # all of the second lies in the first's right half
    left, right = torch.zeros(1, 8, 8), torch.zeros(1, 8, 8)
    left[..., :3], right[..., 5:] = 1, 1
    assert float(maps_apart(left, torch.zeros(1, 8, 8), right_half)) == 0
    assert float(maps_apart(right, torch.zeros(1, 8, 8), right_half)) == pytest.approx(1)


def test_no_heat_at_all_is_no_disagreement() -> None:
    assert float(maps_apart(torch.zeros(2, 7, 7), torch.zeros(2, 7, 7), SAME.expand(2, 2, 3))) == 0
