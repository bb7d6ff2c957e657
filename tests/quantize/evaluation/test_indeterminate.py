"""The band that is learnt reaches its target, on answers made up here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.errors import ExportError
from quantize.evaluation.indeterminate import BandAnswers, Target, choose_band, describe_band, flip_shares
from quantize.evaluation.perturbations import Perturbation
from quantize.statistics.metrics import sigmoid
from quantize.statistics.risk_coverage import undecided
from tests.support.small_dataset import make_dataset

IMAGES = 60


def answers(seed: int, wobble: float) -> BandAnswers:
    """Of a classifier that is right more often the surer it is; each change moves its logits by about `wobble`."""
    rng = np.random.default_rng(seed)
    labels = np.arange(IMAGES) % 2
    logits = (2 * labels - 1) * 1.5 + rng.normal(size=IMAGES) * 1.5
    changed = {kind: sigmoid(logits + wobble * rng.normal(size=(1, IMAGES))) for kind in Perturbation}
    return BandAnswers(labels.astype(np.int64), np.repeat(np.arange(IMAGES // 2), 2).astype(str), sigmoid(logits), changed)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 1.5))
def test_labels_are_right_and_do_not_flip(seed: int, wobble: float) -> None:
    made, target = answers(seed, wobble), Target(0.95, 0.05)
    try:
        band = choose_band(made, 0.5, target)
    except ExportError:
        return
    decided = ~undecided(made.probabilities, band)
    assert ((made.probabilities >= 0.5) == (made.labels == 1))[decided].mean() >= target.accuracy
    assert max(share for _, share in flip_shares(made, 0.5, band)) <= target.flips


def test_more_wobble_needs_a_wider_band() -> None:
    steady, shaky = (choose_band(answers(3, wobble), 0.5, Target(0.9, 0.0)) for wobble in (0.01, 1.5))
    assert shaky.low < steady.low and shaky.high > steady.high


def test_a_target_out_of_reach_is_said_to_be() -> None:
    made = answers(3, 0.1)
    with pytest.raises(ExportError, match="lower --accuracy"):
        choose_band(replace(made, probabilities=1 - made.probabilities), 0.5, Target())
    opposite = dict.fromkeys(Perturbation, 1 - made.probabilities[None])
    with pytest.raises(ExportError, match="raise --flips"):
        choose_band(replace(made, changed=opposite), 0.5, Target(0.6, 0.0))


def test_the_manifest_says_on_whom_it_was_learnt_and_how_well_it_did(tmp_path_factory: pytest.TempPathFactory) -> None:
    made, target = answers(5, 0.2), Target(0.95, 0.05)
    samples = make_dataset(tmp_path_factory.mktemp("band") / "set", 2)
    band = choose_band(made, 0.5, target)
    found = describe_band(made, band, 0.5, target, samples, "0" * 64)
    assert (found.images, found.subjects) == (IMAGES, IMAGES // 2) and "simulated" in found.part
    assert found.selective_accuracy.value >= 0.95 and found.curve[-1].coverage == 1
    assert found.curve[-1].risk == pytest.approx(1 - ((made.probabilities >= 0.5) == (made.labels == 1)).mean())
