"""The images of figure 6 are chosen by a rule."""

from __future__ import annotations

import numpy as np

from quantize.evaluation.reproduction.heat_examples import typical


def test_they_are_the_middle_ones_of_those_called_right() -> None:
    labels = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1])
    margins = np.array([-9.0, -1.0, -5.0, 3.0, -2.0, 8.0, 1.0, -4.0, 2.0])
    assert [margins[i] for i in typical(labels, margins, each=1)] == [-5.0, 2.0]
    assert [margins[i] for i in typical(labels, margins, each=2)] == [-5.0, -2.0, 1.0, 2.0]


def test_a_class_that_is_never_called_right_has_none() -> None:
    assert typical(np.array([0, 1, 1]), np.array([-1.0, -1.0, -2.0])) == [0]
