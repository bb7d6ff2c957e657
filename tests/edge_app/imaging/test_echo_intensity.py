"""The z-score of echo intensity: of the healthy mean 0, one deviation above it 1, and withheld without a reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.imaging.echo_intensity import EchoReference, Person, Regression, echo_z_score
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.phantom.subject import draw_subject, target_echo_intensity
from edge_app.records import Muscle, Sex

people = st.builds(
    Person, age=st.floats(18, 92), sex=st.sampled_from(Sex), height_cm=st.floats(145, 205), weight_kg=st.floats(35, 180)
)
WOMAN = Person(age=40, sex=Sex.FEMALE, height_cm=165, weight_kg=60)


@given(person=people, muscle=st.sampled_from(Muscle), z=st.floats(-5, 9))
def test_deviations_above_the_healthy_mean(person: Person, muscle: Muscle, z: float) -> None:
    healthy = PHANTOM_REFERENCE.muscles[muscle.value]
    assert echo_z_score(healthy.mean(person) + z * healthy.sd, muscle, person, PHANTOM_REFERENCE) == pytest.approx(z, abs=1e-9)


def test_every_term_of_a_regression_counts() -> None:
    man = Person(age=10, sex=Sex.MALE, height_cm=200, weight_kg=80)
    whole = Regression(
        constant=1, sd=2, age=10, age_squared=100, male=1000, height_cm=10_000, weight_kg=100_000, body_mass_index=1_000_000
    )
    assert whole.mean(man) == 1 + 100 + 10_000 + 1000 + 2_000_000 + 8_000_000 + 20_000_000
    assert whole.mean(man) - whole.mean(Person(10, Sex.FEMALE, 200, 80)) == 1000


@pytest.mark.parametrize("seed", range(5))
def test_a_simulated_subject_has_the_z_score_it_was_drawn_with(seed: int) -> None:
    drawn = draw_subject(np.random.default_rng(seed), "x", Muscle.TIBIALIS_ANTERIOR, abnormal=seed % 2 == 0)
    z = echo_z_score(target_echo_intensity(drawn), drawn.muscle, drawn.person, PHANTOM_REFERENCE)
    assert z == pytest.approx(drawn.z_score, abs=1e-9)


def test_without_a_reference_it_is_withheld() -> None:
    calves = EchoReference("calves", "", {Muscle.GASTROCNEMIUS_MEDIALIS.value: Regression(constant=60, sd=8)})
    assert echo_z_score(80, Muscle.BICEPS_BRACHII, WOMAN, None) is None
    assert echo_z_score(80, Muscle.BICEPS_BRACHII, WOMAN, calves) is None
    assert echo_z_score(80, Muscle.GASTROCNEMIUS_MEDIALIS, WOMAN, calves) == 2.5
