"""The simulated population has the healthy echo intensities it is said to have."""

import numpy as np
import pytest

from edge_app.imaging.echo_intensity import Person
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.phantom.subject import ABNORMAL_Z, draw_subject
from edge_app.records import Muscle, Sex


@pytest.mark.parametrize(
    ("muscle", "age", "sex", "height", "weight", "mean", "sd"),
    [
        # Worked by hand from the published regressions (CLINICAL: Radboud centre).
        (Muscle.BICEPS_BRACHII, 40, Sex.FEMALE, 165, 60, 53.16 + 2.644 + 4.0 + 5.262, 7.04),
        (Muscle.TIBIALIS_ANTERIOR, 60, Sex.MALE, 180, 80, 63.60 - 6.46 + 21.18, 8.89),
        (Muscle.GASTROCNEMIUS_MEDIALIS, 30, Sex.FEMALE, 170, 65, 78.68 + 9.75 - 22.78, 7.81),
    ],
)
def test_healthy_echo_intensity_follows_the_published_regressions(
    muscle: Muscle, age: float, sex: Sex, height: float, weight: float, mean: float, sd: float
) -> None:
    healthy = PHANTOM_REFERENCE.muscles[muscle.value]
    assert healthy.mean(Person(age, sex, height, weight)) == pytest.approx(mean, abs=1e-9)
    assert healthy.sd == sd


def test_labels_and_demographics_of_a_drawn_population() -> None:
    rng = np.random.default_rng(1)
    people = [draw_subject(rng, str(i), Muscle.BICEPS_BRACHII, abnormal=i % 3 == 0) for i in range(1500)]
    for i, person in enumerate(people):
        assert person.abnormal == (i % 3 == 0) == (person.z_score > ABNORMAL_Z) == (person.grade > 1)
    ages = np.array([p.age for p in people])
    assert 47 < ages.mean() < 55
    assert np.mean([p.sex is Sex.MALE for p in people]) == pytest.approx(729 / 1283, abs=0.05)
    # The classes meet at the line: neither side keeps away from it.
    z = np.array([p.z_score for p in people])
    assert np.mean(np.abs(z - ABNORMAL_Z) < 0.5) > 0.08
    assert {p.grade for p in people} == {1, 2, 3, 4}
