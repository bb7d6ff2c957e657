"""The simulated probe is a frame source like any other."""

from itertools import pairwise

import numpy as np
import pytest

from edge_app.capture.simulated import HEIGHT, WIDTH, SimulatedProbe, simulated_subject
from edge_app.records import Muscle, Side


def test_frames_come_in_order_at_the_stated_size_and_scale() -> None:
    with SimulatedProbe(seed=1, frames_per_second=120) as probe:
        frames = [probe.read() for _ in range(4)]
    assert [f.sequence for f in frames] == [0, 1, 2, 3]
    assert all(f.pixels.shape == (HEIGHT, WIDTH) and f.source == "simulated probe" for f in frames)
    assert all(b.captured_ns > a.captured_ns for a, b in pairwise(frames))
    assert frames[0].mm_per_pixel == pytest.approx(0.1)


def test_the_hand_moves_and_the_same_seed_moves_alike() -> None:
    with SimulatedProbe(seed=5) as one, SimulatedProbe(seed=5) as two:
        assert np.array_equal(one.image(3.0), two.image(3.0))
        assert not np.array_equal(one.image(3.0), one.image(4.0))


def test_neighbouring_frames_resemble_each_other() -> None:
    with SimulatedProbe(seed=2) as probe:
        a, b, later = (probe.image(t).astype(float).ravel() for t in (5.0, 5.0 + 1 / 30, 9.0))
    assert np.corrcoef(a, b)[0, 1] > 0.9
    assert np.corrcoef(a, b)[0, 1] > np.corrcoef(a, later)[0, 1]


@pytest.mark.parametrize("grade", [1, 2, 3, 4])
def test_the_grade_asked_for_is_the_grade_examined(grade: int) -> None:
    subject = simulated_subject(7, Muscle.TIBIALIS_ANTERIOR, Side.LEFT, grade)
    assert subject.grade == grade
    assert subject.muscle is Muscle.TIBIALIS_ANTERIOR
    assert subject.side is Side.LEFT
    assert subject.abnormal == (grade > 1)


def test_one_seed_is_one_person_with_six_muscles_of_their_own() -> None:
    views = [simulated_subject(3, muscle, side) for muscle in Muscle for side in Side]
    assert len({(v.age, v.sex, v.height_cm, v.weight_kg) for v in views}) == 1
    assert len({v.z_score for v in views}) == 6
    abnormal = [simulated_subject(seed, Muscle.BICEPS_BRACHII, Side.LEFT).abnormal for seed in range(300)]
    assert 0.2 < sum(abnormal) / len(abnormal) < 0.5
